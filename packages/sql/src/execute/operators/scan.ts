import assert from 'node:assert/strict';
import { rowCount } from '../../columnar/batch.ts';
import type { AccessPath, ScanPlan } from '../../plan/plan.ts';
import { compileKeyRange, compileKeys } from '../key-range.ts';
import { compileRowLimit } from '../row-limit.ts';
import type { ScanRequest } from '../source.ts';
import type { Execution } from '../subqueries/execution.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/** Scan reads the wanted columns of a table in key order, within the key range if there is one. */
export function compileScan(plan: ScanPlan): Operator {
  const { table, columns, reverse, includeDeleted } = plan;
  const find = compileAccess(plan.access);
  const rowLimit = compileRowLimit('LIMIT', plan.limit);
  return async function* scan(execution) {
    const { context, pacer } = execution;
    const found = await settle(execution, () => find(execution));
    const limit = await settle(execution, () => rowLimit(context));
    if (found === 'nothing' || limit === 0) return;
    const source = context.openTable(table.id);
    const profile = context.resources?.profile;
    const onSource =
      profile === undefined ? undefined : (name: string) => profile.noteSource(plan, name);
    const request = { ...found, columns, reverse, limit, includeDeleted, onSource };
    for await (const batch of source.scan(request)) {
      const pause = pacer.step();
      if (pause !== undefined) await pause;
      if (rowCount(batch) > 0) yield batch;
    }
  };
}

/** Where a source is to look. */
type Found = Pick<ScanRequest, 'index' | 'range' | 'keys'>;

function compileAccess(access: AccessPath): (execution: Execution) => Found | 'nothing' {
  switch (access.kind) {
    case 'lookup': {
      const index = access.index?.id;
      return ({ lookup }) => {
        assert(lookup !== undefined, 'a lookup join is around');
        return byKeys(index, lookup.keys);
      };
    }
    case 'keys': {
      const index = access.index?.id;
      const keys = compileKeys(access);
      return ({ context }) => byKeys(index, keys(context));
    }
    default: {
      const index = access.kind === 'index-range' ? access.index.id : undefined;
      const keyRange = compileKeyRange(access);
      return ({ context }) => {
        const range = keyRange(context);
        if (range === 'empty') return 'nothing';
        return { index, range: range === 'all' ? undefined : range };
      };
    }
  }
}

function byKeys(index: number | undefined, keys: NonNullable<Found['keys']>): Found | 'nothing' {
  return keys.length === 0 ? 'nothing' : { index, range: undefined, keys };
}
