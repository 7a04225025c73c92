import type { Batch } from '../../columnar/batch.ts';
import { slotsOf } from '../../columnar/slots.ts';
import type { JoinPlan } from '../../plan/plan.ts';
import { compileKeys, rowNumbers } from '../joins/join-keys.ts';
import { compileResidual, type PairFilter } from '../joins/join-output.ts';
import { JoinTable } from '../joins/join-table.ts';
import { crossPairs, type IsDone, type PairSource } from '../joins/pairs.ts';
import { StoredRows } from '../joins/stored-rows.ts';
import type { Execution } from '../subqueries/execution.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';
import { compileSemiJoinByKeys } from './semi-join-by-keys.ts';

/**
 * A semi or anti join: narrows each left batch to the rows that have a partner on the right side, or
 * to those that have none. Rows with a NULL among their keys have none.
 */
export function compileSemiJoin(plan: JoinPlan, left: Operator, right: Operator): Operator {
  if (plan.residual === undefined && plan.keys.length > 0) {
    return compileSemiJoinByKeys(plan, left, right);
  }
  const open = compileByPairs(plan);
  const wanted = plan.joinKind === 'semi' ? 1 : 0;
  return async function* semiJoin(execution) {
    const side = await open(right, execution);
    if (side.isEmpty && wanted === 1) return;
    for await (const batch of left(execution)) {
      const matched = await side.match(batch);
      const selection = slotsOf(batch).filter((slot) => matched[slot] === wanted);
      if (selection.length > 0) yield { ...batch, selection };
    }
  };
}

/** The right side of one run, read to its end. */
interface RightSide {
  readonly isEmpty: boolean;
  /** By slot of the batch: 1 for rows with a partner. */
  readonly match: (batch: Batch) => Promise<Uint8Array>;
}

type OpenRight = (right: Operator, execution: Execution) => Promise<RightSide>;

/** A condition on pairs: the right rows are kept, by key if there are keys. */
function compileByPairs(plan: JoinPlan): OpenRight {
  const { keys, residual } = plan;
  const leftKeys = compileKeys(keys.map((key) => key.left));
  const rightKeys = compileKeys(keys.map((key) => key.right));
  const types = keys.map((key) => key.left.type);
  const filter = residual && compileResidual(plan, residual);
  return async (right, execution) => {
    const { context, memory } = execution;
    const stored = new StoredRows(plan.right.schema);
    const table = new JoinTable(types);
    for await (const batch of right(execution)) {
      const keyed = await settle(execution, () => rightKeys(batch, context));
      if (types.length > 0) {
        table.insert(keyed.keys, keyed.slots, rowNumbers(batch, keyed.slots, stored.length));
      }
      stored.append(batch, keyed.slots);
      memory.hold(table.memoryBytes + stored.memoryBytes);
    }
    const columns = stored.columns();
    return {
      isEmpty: stored.length === 0,
      match: async (batch) => {
        const keyed = await settle(execution, () => leftKeys(batch, context));
        const matched = new Uint8Array(batch.length);
        const isDone: IsDone = (slot) => matched[slot] === 1;
        const pairs =
          types.length > 0
            ? table.pairs(keyed.keys, keyed.slots, isDone)
            : crossPairs(keyed.slots, stored.length, isDone);
        const sides = { left: batch.columns, right: columns };
        await markMatches(
          pairs,
          matched,
          filter && ((part) => filter(sides, part, context)),
          execution,
        );
        return matched;
      },
    };
  };
}

async function markMatches(
  source: PairSource,
  matched: Uint8Array,
  filter: ((part: Parameters<PairFilter>[1]) => ReturnType<PairFilter>) | undefined,
  execution: Execution,
): Promise<void> {
  for (let part = source(); part !== undefined; part = source()) {
    const pause = execution.pacer.step();
    if (pause !== undefined) await pause;
    const candidates = part;
    const pairs = filter === undefined ? part : await settle(execution, () => filter(candidates));
    for (const slot of pairs.slots) matched[slot] = 1;
  }
}
