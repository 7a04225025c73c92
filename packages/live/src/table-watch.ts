import type { TableInfo } from '@kalamdb/sql';
import { LiveError } from './error.ts';
import type { LiveQuery } from './live-query.ts';

/** Knows whether the table that it is about is still the same. */
interface Source {
  isCurrent(): boolean;
}

interface Watched {
  readonly source: Source;
  readonly queries: Set<LiveQuery>;
}

/** Ends the subscriptions of tables that were dropped or changed. */
export class TableWatch {
  /** By identity: a changed table is another object. */
  readonly #tables = new Map<TableInfo, Watched>();

  get queryCount(): number {
    let count = 0;
    for (const { queries } of this.#tables.values()) count += queries.size;
    return count;
  }

  add(query: LiveQuery, source: Source): void {
    const watched = this.#tables.get(query.table) ?? { source, queries: new Set<LiveQuery>() };
    watched.queries.add(query);
    this.#tables.set(query.table, watched);
  }

  remove(query: LiveQuery): void {
    const watched = this.#tables.get(query.table);
    watched?.queries.delete(query);
    if (watched?.queries.size === 0) this.#tables.delete(query.table);
  }

  /** Look at all tables. */
  sweep(): void {
    for (const [table, watched] of this.#tables) endIfStale(table, watched);
  }

  /** End every subscription with `error`. */
  endAll(error: LiveError): void {
    for (const { queries } of this.#tables.values()) {
      for (const query of queries) query.fail(error);
    }
  }
}

function endIfStale({ namespace, name }: TableInfo, { source, queries }: Watched): void {
  if (source.isCurrent()) return;
  const message = `table '${namespace}.${name}' was dropped or changed`;
  const hint = 'Subscribe again, if it is still there.';
  for (const query of queries) query.fail(new LiveError('LIVE_TABLE_DROPPED', message, { hint }));
}
