import { firstOfEach, KeyTable } from '../../columnar/key-table.ts';
import { columnVector, type Vector } from '../../columnar/vector.ts';
import { type SqlType, sqlTypes } from '../../types/sql-type.ts';
import type { AggregateState, GroupedRows } from './aggregate-state.ts';

/**
 * An aggregate over the distinct arguments of each group: passes on the first row of each. NULL
 * equals NULL here; it is for the aggregate to leave it out.
 */
export function createDistinct(types: readonly SqlType[], inner: AggregateState): AggregateState {
  let seen: SeenArguments | undefined;
  return {
    ...inner,
    memoryBytes: () => (seen?.memoryBytes ?? 0) + (inner.memoryBytes?.() ?? 0),
    update: (inputs, rows) => {
      seen ??= new SeenArguments(types, rows.groupOf !== undefined);
      inner.update(inputs, { ...rows, slots: seen.firstRows(inputs, rows) });
    },
  };
}

/** The arguments that each group has had. */
class SeenArguments {
  readonly #types: readonly SqlType[];
  readonly #hasGroups: boolean;
  readonly #keys: KeyTable;
  #ids = new Int32Array(0);

  constructor(types: readonly SqlType[], hasGroups: boolean) {
    this.#types = types;
    this.#hasGroups = hasGroups;
    this.#keys = new KeyTable(hasGroups ? [sqlTypes.int, ...types] : types);
  }

  get memoryBytes(): number {
    return this.#keys.memoryBytes;
  }

  /** The rows whose arguments their groups have not had yet, which they now have. */
  firstRows(inputs: readonly Vector[], { slots, groupOf }: GroupedRows): Uint32Array {
    const ids = this.#idsFor(slots);
    const known = this.#keys.size;
    const values = inputs.slice(0, this.#types.length);
    const groups = this.#hasGroups && groupOf !== undefined ? [groupVector(groupOf)] : [];
    this.#keys.insert([...groups, ...values], slots, ids);
    return firstOfEach(slots, ids, known, this.#keys.size);
  }

  #idsFor(slots: Uint32Array): Int32Array {
    let greatest = 0;
    for (let k = 0; k < slots.length; k++) greatest = Math.max(greatest, slots[k]);
    if (greatest >= this.#ids.length) this.#ids = new Int32Array(greatest + 1);
    return this.#ids;
  }
}

function groupVector(values: Int32Array): Vector {
  const { length } = values;
  const type = sqlTypes.int;
  return columnVector({ layout: 'int32', type, length, validity: undefined, values });
}
