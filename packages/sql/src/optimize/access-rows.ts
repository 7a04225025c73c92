import type { IndexKey, TableInfo } from '../bind/catalog.ts';
import type { AccessPath } from '../plan/plan.ts';
import { defaultSelectivity } from './selectivity.ts';
import type { TableStatistics } from './statistics.ts';

/** A table of which nothing is known: large enough that reading it all is not taken lightly. */
export const UNKNOWN_ROWS = 1000;

/** About how many rows of a table an access path finds; of a lookup, for one row that asks. */
export function accessRows(
  table: TableInfo,
  access: AccessPath,
  known: TableStatistics | undefined,
): number {
  const rows = known?.rowCount ?? UNKNOWN_ROWS;
  if (access.kind === 'full') return rows;
  const index = access.kind === 'key-range' ? undefined : access.index;
  const keys = index === undefined ? table.primaryKey : index.keys.map(keyColumn);
  const fixedCount = fixedKeys(access);
  const values = access.kind === 'keys' ? access.oneOf.length : 1;
  if (fixedCount === keys.length && (index?.unique ?? true)) return values;
  let estimated = rows;
  for (const column of keys.slice(0, fixedCount)) {
    const distinct =
      (column === undefined ? undefined : known?.columns[column]?.distinctCount) ?? Math.sqrt(rows);
    estimated /= Math.max(1, distinct);
  }
  return Math.min(rows, estimated * values * boundsShare(access));
}

/** How many of the leading keys an access path gives values for. */
function fixedKeys(access: Exclude<AccessPath, { readonly kind: 'full' }>): number {
  if (access.kind === 'lookup') return access.keyCount;
  return access.equal.length + (access.kind === 'keys' ? 1 : 0);
}

function boundsShare(access: AccessPath): number {
  if (access.kind !== 'key-range' && access.kind !== 'index-range') return 1;
  const { lower, upper } = access;
  const count = Number(lower !== undefined) + Number(upper !== undefined);
  return defaultSelectivity.range ** count;
}

/** The column that an index is by, if it is by one as it is. */
function keyColumn({ expression }: IndexKey): number | undefined {
  return expression.kind === 'column' ? expression.index : undefined;
}
