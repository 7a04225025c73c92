import type { CreateView } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import { typeName } from '../../types/sql-type.ts';
import { bindStatement } from '../bind-statement.ts';
import type { Catalog, TableInfo, ViewColumn, ViewInfo } from '../catalog.ts';

/** What a view is made of, found out by binding its query. */
export interface ViewDefinition {
  readonly columns: readonly ViewColumn[];
  /** Tables and views that its query names; each once. */
  readonly relations: readonly (TableInfo | ViewInfo)[];
}

export interface DefineViewOptions {
  /** Where names without a namespace are looked for, the view's own too. */
  readonly namespace: string;
  /** The view that the new one takes the place of. */
  readonly replaced: ViewInfo | undefined;
}

/**
 * Bind the query of CREATE VIEW. Throws what binding throws; SQL_INVALID_PARAMETER for `$n`;
 * SQL_DUPLICATE_NAME for two columns of one name; SQL_INVALID_TABLE for more names than columns, for
 * a view that reads itself, and for one that does not begin with the columns of the replaced one.
 */
export function defineView(
  statement: CreateView,
  catalog: Catalog,
  { namespace, replaced }: DefineViewOptions,
): ViewDefinition {
  const bound = bindStatement(statement.query, catalog, { namespace, takesLocks: true });
  if (bound.kind !== 'query') throw new TypeError('a query is bound as one');
  if (bound.userParameterCount > 0) {
    throw new SqlError('SQL_INVALID_PARAMETER', 'a view has no parameters', {
      position: statement.query.at,
      hint: 'Give them to the statements that read the view.',
    });
  }
  const columns = nameColumns(
    statement,
    bound.plan.schema.map(({ name, type }) => ({ name, queryName: name, type: typeName(type) })),
  );
  if (replaced !== undefined) {
    checkReplaced(statement, columns, replaced);
    refuseCycle(statement, catalog, bound.relations, replaced);
  }
  return { columns, relations: bound.relations };
}

function nameColumns(statement: CreateView, given: readonly ViewColumn[]): readonly ViewColumn[] {
  const names = statement.columns;
  if (names.length > given.length) {
    throw invalid(
      `the view has more names of columns (${names.length}) than its query has columns (${given.length})`,
      names[given.length].at,
    );
  }
  const columns = given.map((column, index) => ({
    ...column,
    name: names[index]?.text ?? column.name,
  }));
  const seen = new Set<string>();
  for (const [index, { name }] of columns.entries()) {
    if (seen.has(name)) throw duplicate(name, names[index]?.at ?? statement.query.at);
    seen.add(name);
  }
  return columns;
}

/** As in PostgreSQL, columns may only come behind: whoever reads the view keeps what there was. */
function checkReplaced(
  { view, columns: names }: CreateView,
  columns: readonly ViewColumn[],
  replaced: ViewInfo,
): void {
  for (const [index, old] of replaced.columns.entries()) {
    const column = columns[index];
    const at = names[index]?.at ?? view.name.at;
    if (column === undefined) throw invalid('columns of a view cannot be dropped', at, remake);
    if (column.name !== old.name) {
      throw invalid(
        `the name of view column "${old.name}" cannot be changed to "${column.name}"`,
        at,
        remake,
      );
    }
    if (column.type !== old.type) {
      throw invalid(
        `the type of view column "${old.name}" cannot be changed from ${old.type} to ${column.type}`,
        at,
        remake,
      );
    }
  }
}

const remake = 'DROP VIEW and CREATE VIEW make another view of the same name.';

/** Only a view that takes another one's place can come to read itself. */
function refuseCycle(
  { view }: CreateView,
  catalog: Catalog,
  relations: ViewDefinition['relations'],
  replaced: ViewInfo,
): void {
  const waiting = [...relations];
  const seen = new Set(waiting);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === replaced)
      throw invalid(`view "${view.name.text}" would read itself`, view.name.at);
    for (const relation of relationsOf(next, catalog)) {
      if (!seen.has(relation)) waiting.push(relation);
      seen.add(relation);
    }
  }
}

function relationsOf(
  relation: TableInfo | ViewInfo,
  catalog: Catalog,
): ViewDefinition['relations'] {
  if (!('query' in relation)) return [];
  return bindStatement(relation.query, catalog, {
    namespace: relation.queryNamespace,
    takesLocks: true,
  }).relations;
}

function duplicate(name: string, position: number): SqlError {
  return new SqlError('SQL_DUPLICATE_NAME', `column "${name}" specified more than once`, {
    position,
    hint: 'Name the columns of the view: CREATE VIEW v (a, b) AS …',
  });
}

function invalid(message: string, position: number, hint?: string): SqlError {
  return new SqlError('SQL_INVALID_TABLE', message, { position, hint });
}
