import type { Row } from '@kalamdb/sql';
import {
  type ByteRange,
  decodePartitionKey,
  headKey,
  headRange,
  rowDeleted,
  tableHeads,
} from '@kalamdb/store';
import { wholeRowDecoder } from '../../table/row-decoder.ts';
import type { Staging } from '../commit/staging.ts';
import { startTimeSlice } from '../time-slice.ts';
import { type ForeignKeyLink, keyOfEnd } from './foreign-key-link.ts';
import { type ColumnValues, nameOf, type RowAccess, rangeOf } from './row-access.ts';

/** A row that references another one. */
export interface Child {
  readonly scope: string;
  readonly primaryKey: Uint8Array;
  readonly head: Uint8Array;
  /** Of all columns. */
  readonly row: Row;
  /** The name of the key that it references. */
  readonly keyName: string;
}

/** With more keys than this, reading all rows of the scope once is taken for cheaper. */
const MAX_LOOKUPS = 64;

/**
 * The rows that reference one of `keys` (by name), as they are by now. `scope` is theirs, `undefined`
 * for all. They are found by an index or the primary key if one begins with the columns of the
 * foreign key and the scope is known; otherwise all rows of the scope, or of the table, are read.
 */
export async function findChildren(
  staging: Staging,
  link: ForeignKeyLink,
  scope: string | undefined,
  keys: ReadonlyMap<string, ColumnValues>,
): Promise<readonly Child[]> {
  const { table, access } = link.child;
  const found: Child[] = [];
  const slice = startTimeSlice();
  const add = (head: Head | undefined): Promise<void> | undefined => {
    const child = head && childOf(link, head, keys);
    if (child !== undefined) found.push(child);
    return slice.isSpent() ? slice.pause() : undefined;
  };
  if (scope === undefined || access === undefined || keys.size > MAX_LOOKUPS) {
    const range =
      scope === undefined ? tableHeads(table.definition.id) : headRange(table.definition.id, scope);
    for await (const head of headsIn(staging, range)) await add(head);
    return found;
  }
  for (const values of keys.values()) {
    const range = rangeOf(access, table, scope, values);
    for await (const head of headsBy(staging, link, { access, scope, range })) await add(head);
  }
  return found;
}

interface Head {
  readonly scope: string;
  readonly primaryKey: Uint8Array;
  readonly head: Uint8Array;
}

async function* headsIn(staging: Staging, range: ByteRange): AsyncGenerator<Head> {
  for await (const entries of staging.scan(range)) {
    for (const [key, head] of entries) {
      const { scope, rest: primaryKey } = decodePartitionKey(key);
      yield { scope, primaryKey, head };
    }
  }
}

interface Lookup {
  readonly access: RowAccess;
  readonly scope: string;
  readonly range: ByteRange;
}

async function* headsBy(
  staging: Staging,
  { child: { table } }: ForeignKeyLink,
  { access, scope, range }: Lookup,
): AsyncGenerator<Head> {
  if (access.kind === 'primary') {
    yield* headsIn(staging, range);
    return;
  }
  for await (const entries of staging.scan(range)) {
    for (const [, primaryKey] of entries) {
      const head = staging.get(headKey(table.definition.id, scope, primaryKey));
      if (head !== undefined) yield { scope, primaryKey, head };
    }
  }
}

function childOf(
  { child }: ForeignKeyLink,
  { scope, primaryKey, head }: Head,
  keys: ReadonlyMap<string, ColumnValues>,
): Child | undefined {
  if (rowDeleted(head)) return undefined;
  const row = wholeRowDecoder(child.table).read(head);
  const values = keyOfEnd(child, row);
  if (values === undefined) return undefined;
  const keyName = nameOf(values);
  return keys.has(keyName) ? { scope, primaryKey, head, row, keyName } : undefined;
}
