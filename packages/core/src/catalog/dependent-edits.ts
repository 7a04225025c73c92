import assert from 'node:assert/strict';
import type { Staging } from '../write/commit/staging.ts';
import type { CatalogCache } from './catalog.ts';
import { stageDefinition } from './schema-version.ts';
import { buildStoredTable } from './stored-table.ts';
import type { TableDefinition } from './table-definition.ts';

/**
 * What other tables lose with something that is dropped, gathered so that each of them gets one new
 * version, however much it loses.
 */
export class DependentEdits {
  readonly #catalog: CatalogCache;
  readonly #definitions = new Map<number, TableDefinition>();

  constructor(catalog: CatalogCache) {
    this.#catalog = catalog;
  }

  /** Change a table's definition, as the edits before have left it. */
  edit(tableId: number, change: (definition: TableDefinition) => Partial<TableDefinition>): void {
    const definition = this.#definitions.get(tableId) ?? this.#stored(tableId).definition;
    this.#definitions.set(tableId, { ...definition, ...change(definition) });
  }

  /** Stage the new versions; `now` in microseconds since 1970 UTC. */
  stage(staging: Staging, now: number): void {
    for (const [tableId, definition] of this.#definitions) {
      const before = this.#stored(tableId);
      const schemaVersion = before.definition.schemaVersion + 1;
      const after = buildStoredTable({ ...definition, schemaVersion, updatedAt: now });
      stageDefinition(staging, before.definition, after.definition);
      const indexes = this.#catalog.indexesOf(tableId);
      staging.onDurable(() => this.#catalog.replaceTable(before, after, indexes));
    }
  }

  #stored(tableId: number) {
    const table = this.#catalog.byId(tableId);
    assert(table !== undefined, 'what depends on another thing is part of a table');
    return table;
  }
}
