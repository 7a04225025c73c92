import assert from 'node:assert/strict';
import { batchRows } from '../../columnar/batch-rows.ts';
import { KeyTable } from '../../columnar/key-table.ts';
import type { JoinPlan } from '../../plan/plan.ts';
import { compileKeys, type KeyedSlots } from '../joins/join-keys.ts';
import type { KeyPrefix } from '../source.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/**
 * A join that reads of its right side only what its left side asks for: batch by batch of the left
 * side, by the keys in it. `join` joins what it is given: one batch with the rows found for it.
 */
export function compileLookupJoin(
  plan: JoinPlan,
  left: Operator,
  join: (batch: Operator) => Operator,
): Operator {
  const asked = (plan.lookup ?? []).map((index) => plan.keys[index].left);
  const keysOf = compileKeys(asked);
  const types = asked.map(({ type }) => type);
  const joinBatch = join(givenBatch);
  return async function* lookupJoin(execution) {
    for await (const batch of left(execution)) {
      const keyed = await settle(execution, () => keysOf(batch, execution.context));
      const keys = distinctKeys(new KeyTable(types), keyed);
      yield* joinBatch({ ...execution, lookup: { batch, keys } });
    }
  };
}

/** The batch that is looked up for. */
const givenBatch: Operator = async function* given({ lookup }) {
  assert(lookup !== undefined, 'a lookup join is around');
  yield await Promise.resolve(lookup.batch);
};

function distinctKeys(table: KeyTable, { keys, slots }: KeyedSlots): readonly KeyPrefix[] {
  if (slots.length === 0) return [];
  table.insert(keys, slots, new Int32Array(slots[slots.length - 1] + 1));
  return batchRows({ columns: table.keys(), length: table.size, selection: undefined });
}
