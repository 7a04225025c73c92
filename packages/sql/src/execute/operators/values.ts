import { BATCH_ROWS } from '../../columnar/batch.ts';
import { batchFromRows } from '../../columnar/batch-rows.ts';
import type { ValuesPlan } from '../../plan/plan.ts';
import { compileScalar } from '../evaluate/scalar.ts';
import type { Operator } from './operator.ts';

/** Values gives literal rows: those of VALUES, or the one row of no columns behind `SELECT 1`. */
export function compileValues(plan: ValuesPlan): Operator {
  const types = plan.schema.map((field) => field.type);
  const rows = plan.rows.map((row) => row.map(compileScalar));
  return async function* values({ context, pacer }) {
    for (let start = 0; start < rows.length; start += BATCH_ROWS) {
      const pause = pacer.step();
      if (pause !== undefined) await pause;
      const part = rows.slice(start, start + BATCH_ROWS);
      yield batchFromRows(
        types,
        part.map((row) => row.map((scalar) => scalar(context))),
      );
    }
  };
}
