import { droppedTableKey } from '@kalamdb/store';
import type { CatalogCache } from '../catalog/catalog.ts';
import { commentKeys, stageForgetComments } from '../catalog/comments.ts';
import type { DependentEdits } from '../catalog/dependent-edits.ts';
import type { Named } from '../catalog/named.ts';
import { takeTableId } from '../catalog/object-ids.ts';
import type { ColumnRecord, StoredTable, TableDefinition } from '../catalog/table-definition.ts';
import { entityTarget, sequenceEntities } from '../entities.ts';
import { CoreError } from '../error.ts';
import type { Staging } from '../write/commit/staging.ts';
import { sequencesInDefault } from './default-text.ts';
import type { SequenceCounters } from './sequence-counters.ts';
import type { SequenceRecord } from './sequence-record.ts';

/** A sequence to be made: its record but for the id. */
export type SequenceDraft = Omit<SequenceRecord, 'id'>;

/** Stage a new sequence of the id, whose name is free. */
export function stageSequence(
  staging: Staging,
  { sequences }: Pick<CatalogCache, 'sequences'>,
  draft: SequenceDraft,
  id = takeTableId(staging),
): SequenceRecord {
  const record = { ...draft, id };
  sequenceEntities.stagePut(entityTarget(staging), undefined, record);
  staging.onDurable(() => sequences.put(record));
  return record;
}

/** What sequences are changed with. */
export interface ChangingSequences {
  readonly catalog: CatalogCache;
  readonly counters: SequenceCounters;
}

/** Stage that a sequence is another one of the same id. What was reserved of it is given back. */
export function stageSequenceChange(
  staging: Staging,
  { catalog, counters }: ChangingSequences,
  before: SequenceRecord,
  after: SequenceRecord,
): void {
  counters.stageReturn(staging, before.id);
  sequenceEntities.stagePut(entityTarget(staging), before, after);
  staging.onDurable(() => {
    catalog.sequences.put(after);
    counters.forget(after.id);
  });
}

/** Sequences that are dropped. */
export interface DroppedSequences {
  readonly dropped: readonly Named<SequenceRecord>[];
  /** Ids of tables that go with them: what draws there does not matter. */
  readonly tables: ReadonlySet<number>;
  readonly cascade: boolean;
}

/**
 * Stage the drop of sequences; what is stored of their scopes is erased later.
 * CORE_DEPENDENT_OBJECTS when an identity column needs one, or a DEFAULT, unless `cascade`, which
 * takes the DEFAULT away by `edits`.
 */
export function stageDropSequences(
  staging: Staging,
  edits: DependentEdits,
  catalog: CatalogCache,
  { dropped, tables, cascade }: DroppedSequences,
): void {
  for (const table of dropped.length === 0 ? [] : catalog.storedTables()) {
    if (tables.has(table.definition.id)) continue;
    const columns = table.definition.columns.filter((column) => drawnBy(column, dropped));
    const [column] = columns;
    const drawn = column && drawnBy(column, dropped);
    if (drawn === undefined) continue;
    if (!cascade) throw isDrawnFrom(table, column, drawn.position);
    edits.edit(table.definition.id, (definition) => withoutDefaults(definition, columns));
  }
  for (const { found } of dropped) stageSequenceDrop(staging, catalog, found);
}

/** The first of the sequences that the DEFAULT of a column draws from. */
function drawnBy(
  { defaultText = '' }: ColumnRecord,
  sequences: readonly Named<SequenceRecord>[],
): Named<SequenceRecord> | undefined {
  const ids = sequencesInDefault(defaultText);
  return sequences.find(({ found }) => ids.includes(found.id));
}

function isDrawnFrom({ definition }: StoredTable, column: ColumnRecord, position: number) {
  const { namespace, name } = definition;
  return new CoreError(
    'CORE_DEPENDENT_OBJECTS',
    `the DEFAULT of column '${column.name}' of table '${namespace}.${name}' draws from the sequence`,
    { position, hint: 'Drop the DEFAULT first, or use DROP … CASCADE.' },
  );
}

function withoutDefaults(
  { columns }: TableDefinition,
  lost: readonly ColumnRecord[],
): Pick<TableDefinition, 'columns'> {
  return {
    columns: columns.map((column) =>
      lost.some(({ id }) => id === column.id) ? { ...column, defaultText: undefined } : column,
    ),
  };
}

function stageSequenceDrop(staging: Staging, catalog: CatalogCache, record: SequenceRecord): void {
  sequenceEntities.stageDelete(entityTarget(staging), record);
  stageForgetComments(staging, catalog, [commentKeys.sequence(record.id)]);
  staging.put(droppedTableKey(record.id), new Uint8Array());
  staging.onDurable(() => catalog.sequences.remove(record));
}
