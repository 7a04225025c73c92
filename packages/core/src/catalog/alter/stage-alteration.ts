import type { Staging } from '../../write/commit/staging.ts';
import type { CatalogCache } from '../catalog.ts';
import { commentKeys, stageForgetComments } from '../comments.ts';
import { dropForeignKeys } from '../constraints/drop-references.ts';
import { DependentEdits } from '../dependent-edits.ts';
import type { ForeignKey } from '../foreign-keys.ts';
import {
  stageDropEntries,
  stageFilled,
  stageForgetIndex,
  stageIndexRecord,
} from '../index-changes.ts';
import { stageDefinition } from '../schema-version.ts';
import type { TableIndex } from '../stored-index.ts';
import type { StoredView } from '../stored-view.ts';
import type { StoredTable } from '../table-definition.ts';
import { stageRemoval } from '../view-changes.ts';
import type { AlteredIndexes } from './altered-indexes.ts';

/** One table in place of another, with everything that goes with it. */
export interface TableChange {
  readonly before: StoredTable;
  readonly after: StoredTable;
  readonly indexes: AlteredIndexes;
  /** Views that are dropped. */
  readonly views: readonly StoredView[];
  /** Foreign keys of other tables that are dropped. */
  readonly references: readonly ForeignKey[];
  /** Stages what becomes of the sequences of its columns; `edits` is what others lose by it. */
  stageSequences(staging: Staging, edits: DependentEdits): void;
  /** Other tables that no row is written to meanwhile. */
  readonly frozen: readonly StoredTable[];
}

/** Stage a changed table with its new indexes, which are filled. */
export function stageAlteration(
  staging: Staging,
  catalog: CatalogCache,
  change: TableChange,
  added: readonly TableIndex[],
): void {
  const { before, after, indexes, views, references } = change;
  stageDefinition(staging, before.definition, after.definition);
  const dropped = before.columnIds.filter((id) => !after.columnIds.includes(id));
  const { id: tableId } = after.definition;
  const keys = dropped.map((id) => commentKeys.column(tableId, id));
  stageForgetComments(staging, catalog, keys);
  for (const { before: old, after: next } of indexes.kept) {
    stageIndexRecord(staging, old.record, next.record);
  }
  for (const index of indexes.dropped) {
    stageForgetIndex(staging, catalog, index);
    stageDropEntries(staging, index);
  }
  for (const index of added) stageFilled(staging, index);
  for (const view of views) stageRemoval(staging, catalog, view);
  const edits = new DependentEdits(catalog);
  dropForeignKeys(edits, references);
  change.stageSequences(staging, edits);
  edits.stage(staging, after.definition.updatedAt);
  staging.onDurable(() => {
    const kept = indexes.kept.map((index) => index.after);
    catalog.replaceTable(before, after, [...kept, ...added]);
  });
}
