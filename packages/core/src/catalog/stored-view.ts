import assert from 'node:assert/strict';
import { isQuery, parseScript, type Query, type ViewColumn, type ViewInfo } from '@kalamdb/sql';

/** A table or view by its full name. */
export interface RelationName {
  readonly namespace: string;
  readonly name: string;
}

/** A view as stored in the catalog: the whole truth about it, as JSON. */
export interface ViewRecord extends RelationName {
  readonly columns: readonly ViewColumn[];
  /** The query as it was written. */
  readonly text: string;
  /** The namespace of the names in `text` that have none. */
  readonly queryNamespace: string;
  /** The tables and views that `text` names; each once. */
  readonly reads: readonly RelationName[];
  /** The user who made it. It is run with the rights of whoever reads it, so this is just told. */
  readonly createdBy: string;
  /** Microseconds since 1970 UTC. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A view ready for use. Frozen in effect: replacing a view makes a new one. */
export interface StoredView {
  readonly record: ViewRecord;
  readonly info: ViewInfo;
}

/**
 * The view that a record describes. Its text is parsed when it is first read: a view that this
 * version cannot read fails alone, with the SqlError of its text.
 */
export function buildStoredView(record: ViewRecord): StoredView {
  const { namespace, name, columns, queryNamespace } = record;
  let query: Query | undefined;
  const info: ViewInfo = {
    namespace,
    name,
    columns,
    queryNamespace,
    get query() {
      query ??= parseQuery(record.text);
      return query;
    },
  };
  return { record, info };
}

function parseQuery(text: string): Query {
  const [parsed] = parseScript(text);
  assert(parsed !== undefined && isQuery(parsed.statement), 'the text of a view is a query');
  return parsed.statement;
}
