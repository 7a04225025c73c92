import {
  type ColumnDefinition,
  isAutoIncrementType,
  type SequenceOption,
  SqlError,
} from '@kalamdb/sql';
import { defaultFrom } from '../sequences/default-text.ts';
import { type Counting, defineCounting } from '../sequences/define-sequence.ts';
import { type SequenceDraft, stageSequence } from '../sequences/sequence-changes.ts';
import type { SequenceRecord } from '../sequences/sequence-record.ts';
import type { Staging } from '../write/commit/staging.ts';
import type { CatalogCache } from './catalog.ts';
import { freeName } from './free-name.ts';
import type { ColumnRecord, TableDefinition } from './table-definition.ts';

/** A sequence that is to be made for a column. */
export interface OwnedSequence {
  readonly columnId: number;
  readonly counting: Counting;
}

/** Whether a column as written has a sequence: SERIAL and IDENTITY. */
export function isCounted({ type, identity }: ColumnDefinition): boolean {
  return identity !== undefined || isAutoIncrementType(type);
}

/**
 * The sequence that a column as written brings. SQL_SYNTAX at what contradicts it, SQL_INVALID_OPTION
 * for a type that is none of numbers, and as `defineCounting`.
 */
export function ownedSequence(
  column: ColumnDefinition,
  record: ColumnRecord,
): readonly OwnedSequence[] {
  if (!isCounted(column)) return [];
  const { name, identity, type, nullable, defaultValue } = column;
  const contradiction =
    (nullable === true && 'NULL') ||
    (defaultValue !== undefined && 'a DEFAULT') ||
    (identity !== undefined && isAutoIncrementType(type) && 'an identity');
  if (contradiction !== false) {
    const message = `column "${name.text}" has a sequence and cannot have ${contradiction}`;
    throw new SqlError('SQL_SYNTAX', message, { position: identity?.at ?? type.at });
  }
  const counting = identityCounting(record, identity?.options ?? [], type.at);
  return [{ columnId: record.id, counting }];
}

/** How the sequence of a column counts: as its type, whatever the options say of that. */
export function identityCounting(
  { type }: Pick<ColumnRecord, 'type'>,
  options: readonly SequenceOption[],
  position: number,
): Counting {
  checkIdentityOptions(options);
  if (type === 'SMALLINT' || type === 'INT' || type === 'BIGINT') {
    return defineCounting(options, type);
  }
  const message = 'the type of an identity column must be SMALLINT, INT or BIGINT';
  throw new SqlError('SQL_INVALID_OPTION', message, { position });
}

/** SQL_SYNTAX for options of sequences that a column has decided. */
export function checkIdentityOptions(options: readonly SequenceOption[]): void {
  const decided = options.find(({ kind }) => kind === 'type' || kind === 'owned-by');
  if (decided === undefined) return;
  const message = 'the sequence of an identity column has its type and its owner from the column';
  throw new SqlError('SQL_SYNTAX', message, { position: decided.at });
}

/** The record, but for its id, of a sequence of `table`, with a name that is free. */
export function ownedDraft(
  { isTaken }: Pick<CatalogCache, 'isTaken'>,
  table: TableDefinition,
  { columnId, counting }: OwnedSequence,
): SequenceDraft {
  const { id: tableId, namespace, name, kind, updatedAt } = table;
  const column = table.columns.find(({ id }) => id === columnId);
  return {
    namespace,
    name: freeName([name, column?.name ?? ''], 'seq', (free) => isTaken(namespace, free)),
    ...counting,
    perUser: kind !== 'shared',
    owner: { tableId, columnId },
    createdAt: updatedAt,
  };
}

/** Stage the sequences of a new table. Gives its definition, whose columns draw from them. */
export function stageOwnedSequences(
  staging: Staging,
  catalog: CatalogCache,
  definition: TableDefinition,
  sequences: readonly OwnedSequence[],
): TableDefinition {
  const names = new Set<string>([definition.name]);
  const isTaken = (namespace: string, name: string): boolean =>
    names.has(name) || catalog.isTaken(namespace, name);
  return sequences.reduce((table, sequence) => {
    const draft = ownedDraft({ isTaken }, table, sequence);
    names.add(draft.name);
    return withDefault(table, stageSequence(staging, catalog, draft));
  }, definition);
}

/** The table with the default of the column that the sequence belongs to. */
export function withDefault(table: TableDefinition, sequence: SequenceRecord): TableDefinition {
  const columns = table.columns.map((column) =>
    column.id === sequence.owner?.columnId
      ? { ...column, defaultText: defaultFrom(sequence) }
      : column,
  );
  return { ...table, columns };
}
