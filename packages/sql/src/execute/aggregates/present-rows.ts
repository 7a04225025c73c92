import { selectPresent } from '../../columnar/slots.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { GroupedRows } from './aggregate-state.ts';

/** The rows whose argument is not NULL. */
export function presentRows(argument: Vector, rows: GroupedRows): GroupedRows {
  if (argument.column.validity === undefined) return rows;
  const out = new Uint32Array(rows.slots.length);
  return { ...rows, slots: out.subarray(0, selectPresent(argument, rows.slots, out)) };
}
