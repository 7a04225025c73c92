import type { TableName } from '@kalamdb/sql';
import { droppedTableKey } from '@kalamdb/store';
import type { Clock } from '../clock.ts';
import { entityTarget, namespaceEntities, tableEntities } from '../entities.ts';
import { CoreError } from '../error.ts';
import { sequencesInDefault } from '../sequences/default-text.ts';
import { stageDropSequences } from '../sequences/sequence-changes.ts';
import type { SequenceRecord } from '../sequences/sequence-record.ts';
import { SerialQueue } from '../serial-queue.ts';
import type { Committer } from '../write/commit/committer.ts';
import type { Staging } from '../write/commit/staging.ts';
import { stageAlteration, type TableChange } from './alter/stage-alteration.ts';
import type { CatalogCache } from './catalog.ts';
import { commentKeys, stageForgetComments, tableCommentKeys } from './comments.ts';
import { dropReferences } from './constraints/drop-references.ts';
import { referencedKey } from './constraints/referenced-key.ts';
import { uniqueIndex } from './constraints/unique-index.ts';
import type { TableDraft } from './define-table.ts';
import { DependentEdits } from './dependent-edits.ts';
import { foreignKeysOf } from './foreign-keys.ts';
import { stageDropIndex, stageForgetIndex, stageIndex } from './index-changes.ts';
import type { Named } from './named.ts';
import type { NamespaceRecord } from './namespace-record.ts';
import { takeTableId } from './object-ids.ts';
import { stageOwnedSequences } from './owned-sequence.ts';
import { stageForgetVersions } from './schema-version.ts';
import type { TableIndex } from './stored-index.ts';
import { buildStoredTable } from './stored-table.ts';
import type { StoredView } from './stored-view.ts';
import type { StoredTable } from './table-definition.ts';
import { noNamespace, stageDropReaders, stageRemoval } from './view-changes.ts';

/** Stages rows of a table that is being made. */
export type FillTable = (staging: Staging, table: StoredTable) => Promise<void>;

/** What a change of the catalog is committed by, perhaps with something else. */
export type ChangeCommitter = Pick<Committer, 'submit'>;

/** Who is told of durable changes of tables. */
export interface CatalogWatcher {
  /** Tables were changed or dropped: whoever follows one looks whether it is still the same. */
  changed(): void;
  /** Rows of dropped tables or entries of dropped indexes wait to be erased. */
  dropped(): void;
}

interface DroppedRelations {
  readonly tables: readonly Named<StoredTable>[];
  readonly views: readonly Named<StoredView>[];
  readonly sequences: readonly Named<SequenceRecord>[];
  readonly cascade: boolean;
}

/**
 * Changes of the catalog, one at a time. Each is one commit; the cache follows when it is
 * durable. Names arrive checked; whether they exist is decided here.
 */
export class CatalogWriter {
  readonly #committer: Committer;
  readonly #catalog: CatalogCache;
  readonly #clock: Clock;
  readonly #watcher: CatalogWatcher;
  readonly #queue = new SerialQueue('changes of definitions');

  constructor(committer: Committer, catalog: CatalogCache, clock: Clock, watcher: CatalogWatcher) {
    this.#committer = committer;
    this.#catalog = catalog;
    this.#clock = clock;
    this.#watcher = watcher;
  }

  /** False if the namespace exists. */
  createNamespace(name: string): Promise<boolean> {
    return this.change((staging) => {
      if (this.#catalog.hasNamespace(name)) return false;
      const record: NamespaceRecord = { name, createdAt: Number(this.#clock.now()) };
      namespaceEntities.stagePut(entityTarget(staging), undefined, record);
      staging.onDurable(() => this.#catalog.addNamespace(record));
      return true;
    });
  }

  /** Add to a namespace's options, or change them. False if it does not exist. */
  setNamespaceOptions(
    name: string,
    options: NonNullable<NamespaceRecord['options']>,
  ): Promise<boolean> {
    return this.change((staging) => {
      const before = this.#catalog.namespace(name);
      if (before === undefined) return false;
      const record = { ...before, options: { ...before.options, ...options } };
      namespaceEntities.stagePut(entityTarget(staging), before, record);
      staging.onDurable(() => this.#catalog.addNamespace(record));
      return true;
    });
  }

  /**
   * Drop the namespaces that `find` gives, which is asked when no other change is under way and may
   * throw. With tables or views in one: CORE_NAMESPACE_NOT_EMPTY unless `cascade`, which drops them,
   * and all views that read them, in the same commit.
   */
  dropNamespaces(find: () => readonly Named<NamespaceRecord>[], cascade: boolean): Promise<void> {
    return this.#submitDrop((staging) => {
      const namespaces = find();
      const tables = namespaces.flatMap(({ found, position }) =>
        this.#catalog.storedTables(found.name).map((table) => ({ found: table, position })),
      );
      const views = namespaces.flatMap(({ found, position }) =>
        this.#catalog.storedViews(found.name).map((view) => ({ found: view, position })),
      );
      const sequences = namespaces.flatMap(({ found, position }) =>
        this.#catalog.sequences.all(found.name).map((sequence) => ({ found: sequence, position })),
      );
      if (!cascade) for (const namespace of namespaces) this.#checkEmpty(namespace);
      this.#stageDropRelations(staging, { tables, views, sequences, cascade });
      for (const { found } of namespaces) this.#stageDropNamespace(staging, found);
      return tables.map(({ found }) => found);
    });
  }

  /**
   * False if there is a table, view or index of this name. `fill` stages the first rows, in the same
   * commit, which is one of `committer`. CORE_NAMESPACE_NOT_FOUND at `written`; throws what `fill` throws.
   */
  createTable(
    draft: TableDraft,
    written: TableName,
    fill?: FillTable,
    committer?: ChangeCommitter,
  ): Promise<boolean> {
    const stage = async (staging: Staging) => {
      if (!this.#catalog.hasNamespace(draft.namespace)) throw noNamespace(draft.namespace, written);
      if (this.#catalog.isTaken(draft.namespace, draft.name)) return false;
      this.#checkDrawnFrom(draft, written);
      const { sequences, ...definition } = { ...draft, id: takeTableId(staging) };
      const table = buildStoredTable(
        stageOwnedSequences(staging, this.#catalog, definition, sequences),
      );
      tableEntities.stagePut(entityTarget(staging), undefined, table.definition);
      staging.onDurable(() => this.#catalog.addTable(table));
      this.#checkReferenced(table, written);
      this.#stageUniqueIndexes(staging, table, written);
      await fill?.(staging, table);
      return true;
    };
    return this.change(stage, committer);
  }

  /**
   * Drop the tables that `find` gives, which is asked when no other change is under way and may
   * throw. Their rows are erased later. With views that read one, or references to one:
   * CORE_DEPENDENT_OBJECTS unless `cascade`, which drops them in the same commit.
   */
  dropTables(find: () => readonly Named<StoredTable>[], cascade: boolean): Promise<void> {
    return this.#submitDrop((staging) => {
      const tables = find();
      const sequences = tables.flatMap(({ found, position }) =>
        this.#catalog.sequences
          .ofTable(found.definition.id)
          .map((sequence) => ({ found: sequence, position })),
      );
      this.#stageDropRelations(staging, { tables, views: [], sequences, cascade });
      return tables.map(({ found }) => found);
    });
  }

  /** The same for views and those that read them. */
  dropViews(find: () => readonly Named<StoredView>[], cascade: boolean): Promise<void> {
    return this.change((staging) =>
      this.#stageDropRelations(staging, { tables: [], views: find(), sequences: [], cascade }),
    );
  }

  /** The same for sequences and the defaults that draw from them. */
  dropSequences(find: () => readonly Named<SequenceRecord>[], cascade: boolean): Promise<void> {
    return this.change((staging) =>
      this.#stageDropRelations(staging, { tables: [], views: [], sequences: find(), cascade }),
    );
  }

  /** Drop the indexes that `find` gives, as above. Their entries are erased later. */
  dropIndexes(find: () => readonly TableIndex[]): Promise<void> {
    return this.change((staging) => {
      for (const index of find()) stageDropIndex(staging, this.#catalog, index);
      staging.onDurable(() => this.#watcher.dropped());
    });
  }

  /**
   * Change a table as `plan` says, which is asked when no other change is under way; `undefined` if
   * it has nothing to change. From then on no row of the table is written: when `prepare` is called,
   * all that were accepted are in the store. It throws if they do not allow the change,
   * and gives the new indexes of the table, filled with them.
   */
  alterTable<P extends { readonly change: TableChange }>(
    plan: () => P | undefined,
    prepare: (planned: P) => Promise<readonly TableIndex[]>,
  ): Promise<P | undefined> {
    return this.#queue.run(async () => {
      let left: readonly StoredTable[] = [];
      try {
        // Asked within the writer, which knows by then what has become of a change whose write failed.
        const planned = await this.#committer.submit(() => {
          const wanted = plan();
          left = wanted === undefined ? [] : [wanted.change.before, ...wanted.change.frozen];
          for (const table of left) this.#catalog.leave(table);
          return wanted;
        });
        if (planned !== undefined) await this.#alter(planned.change, await prepare(planned));
        return planned;
      } finally {
        for (const table of left) this.#catalog.comeBack(table);
      }
    });
  }

  #alter(change: TableChange, added: readonly TableIndex[]): Promise<void> {
    return this.#committer.submit((staging) => {
      stageAlteration(staging, this.#catalog, change, added);
      staging.onDurable(() => this.#tell(change.indexes.dropped.length > 0));
    });
  }

  /** Resolves when the changes that are under way have ended, well or not. */
  settled(): Promise<void> {
    return this.#queue.run(() => Promise.resolve());
  }

  /** One change of the catalog as one commit: no other is under way while `stage` runs. */
  change<T>(
    stage: (staging: Staging) => T | Promise<T>,
    committer: ChangeCommitter = this.#committer,
  ): Promise<T> {
    return this.#queue.run(() => committer.submit(stage));
  }

  /** As `change`; no row may be written any more to the tables that `stage` has dropped. */
  #submitDrop(stage: (staging: Staging) => readonly StoredTable[]): Promise<void> {
    return this.#queue.run(async () => {
      let tables: readonly StoredTable[] = [];
      try {
        await this.#committer.submit((staging) => {
          tables = stage(staging);
          for (const table of tables) this.#catalog.leave(table);
        });
      } catch (error) {
        for (const table of tables) this.#catalog.comeBack(table);
        throw error;
      }
    });
  }

  /** CORE_TABLE_CHANGED when what a new table references has changed since it was looked at. */
  #checkReferenced({ definition }: StoredTable, { name }: TableName): void {
    for (const { record, referencedId } of foreignKeysOf(definition)) {
      if (referencedId === definition.id) continue;
      const referenced = this.#catalog.byId(referencedId)?.definition;
      if (referenced && referencedKey(referenced, record.referenced) !== undefined) continue;
      const message = `the table that foreign key '${record.name}' references was changed meanwhile`;
      throw new CoreError('CORE_TABLE_CHANGED', message, { position: name.at });
    }
  }

  /** CORE_TABLE_CHANGED when a sequence that a new table draws from was dropped since it was looked at. */
  #checkDrawnFrom({ columns }: TableDraft, { name: { at: position } }: TableName): void {
    const isGone = (id: number) => this.#catalog.sequences.byId(id) === undefined;
    for (const { name, defaultText = '' } of columns) {
      if (!sequencesInDefault(defaultText).some(isGone)) continue;
      const message = `a sequence that column '${name}' draws from was dropped meanwhile`;
      throw new CoreError('CORE_TABLE_CHANGED', message, { position });
    }
  }

  /** Stage that tables, views and sequences are gone, with what needs them if `cascade`. */
  #stageDropRelations(
    staging: Staging,
    { tables, views, sequences, cascade }: DroppedRelations,
  ): void {
    const relations = [
      ...tables.map(({ found, position }) => ({
        what: 'table' as const,
        namespace: found.definition.namespace,
        name: found.definition.name,
        position,
      })),
      ...views.map(({ found, position }) => ({ what: 'view' as const, ...found.record, position })),
      ...sequences.map(({ found, position }) => ({
        what: 'sequence' as const,
        ...found,
        position,
      })),
    ];
    stageDropReaders(staging, this.#catalog, relations, cascade);
    const edits = new DependentEdits(this.#catalog);
    dropReferences(edits, this.#catalog, { dropped: tables, cascade });
    const ids = new Set(tables.map(({ found }) => found.definition.id));
    const lost = { dropped: sequences, tables: ids, cascade };
    stageDropSequences(staging, edits, this.#catalog, lost);
    edits.stage(staging, Number(this.#clock.now()));
    for (const { found } of views) stageRemoval(staging, this.#catalog, found);
    for (const { found } of tables) this.#stageDropTable(staging, found);
  }

  #checkEmpty({ found: { name }, position }: Named<NamespaceRecord>): void {
    const tables = this.#catalog.storedTables(name);
    const sequences = this.#catalog.sequences.all(name);
    const alone = sequences.filter(({ owner }) => owner === undefined);
    const count = tables.length + this.#catalog.storedViews(name).length + alone.length;
    if (count > 0) throw notEmpty(name, count, position);
  }

  #stageDropNamespace(staging: Staging, record: NamespaceRecord): void {
    namespaceEntities.stageDelete(entityTarget(staging), record);
    stageForgetComments(staging, this.#catalog, [commentKeys.namespace(record.name)]);
    staging.onDurable(() => this.#catalog.removeNamespace(record.name));
  }

  /** Those of a table without rows. CORE_INDEX_EXISTS when a name was taken meanwhile. */
  #stageUniqueIndexes(staging: Staging, table: StoredTable, { name }: TableName): void {
    const { definition } = table;
    for (const unique of definition.uniques ?? []) {
      const draft = uniqueIndex(definition, unique, definition.createdAt);
      if (stageIndex(staging, this.#catalog, table, draft, 'ready') !== false) continue;
      const message = `the name '${draft.namespace}.${draft.name}' is taken`;
      throw new CoreError('CORE_INDEX_EXISTS', message, { position: name.at });
    }
  }

  #stageDropTable(staging: Staging, table: StoredTable): void {
    for (const index of this.#catalog.indexesOf(table.definition.id)) {
      stageForgetIndex(staging, this.#catalog, index);
    }
    tableEntities.stageDelete(entityTarget(staging), table.definition);
    stageForgetVersions(staging, table.definition);
    stageForgetComments(staging, this.#catalog, tableCommentKeys(table.definition));
    staging.put(droppedTableKey(table.definition.id), new Uint8Array());
    staging.onDurable(() => {
      this.#catalog.removeTable(table);
      this.#tell(true);
    });
  }

  #tell(isDropped: boolean): void {
    this.#watcher.changed();
    if (isDropped) this.#watcher.dropped();
  }
}

function notEmpty(name: string, count: number, position: number): CoreError {
  return new CoreError(
    'CORE_NAMESPACE_NOT_EMPTY',
    `namespace '${name}' has ${count} table(s), view(s) and sequence(s)`,
    { position, hint: `Drop them first, or use DROP NAMESPACE ${name} CASCADE.` },
  );
}
