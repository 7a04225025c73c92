import { rowCount } from '../../columnar/batch.ts';
import type { ScanPlan } from '../../plan/plan.ts';
import { compileKeyRange } from '../key-range.ts';
import { compileRowLimit } from '../row-limit.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/** Scan reads the wanted columns of a table in key order, within the key range if there is one. */
export function compileScan(plan: ScanPlan): Operator {
  const { table, columns, reverse, includeDeleted } = plan;
  const keyRange = compileKeyRange(plan.access);
  const index = plan.access.kind === 'index-range' ? plan.access.index.id : undefined;
  const rowLimit = compileRowLimit('LIMIT', plan.limit);
  return async function* scan(execution) {
    const { context, pacer } = execution;
    const range = await settle(execution, () => keyRange(context));
    const limit = await settle(execution, () => rowLimit(context));
    if (range === 'empty' || limit === 0) return;
    const source = context.openTable(table.id);
    const request = {
      columns,
      index,
      range: range === 'all' ? undefined : range,
      reverse,
      limit,
      includeDeleted,
    };
    const profile = context.resources?.profile;
    const onSource =
      profile === undefined ? undefined : (name: string) => profile.noteSource(plan, name);
    for await (const batch of source.scan({ ...request, onSource })) {
      const pause = pacer.step();
      if (pause !== undefined) await pause;
      if (rowCount(batch) > 0) yield batch;
    }
  };
}
