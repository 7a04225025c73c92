import type { ColumnReference, Name, Query, RowStatement } from '../ast/ast.ts';
import { parameterNumbers, parametersNamed } from '../ast/parameters-named.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { AggregateCall } from '../plan/plan.ts';
import type { SqlType } from '../types/sql-type.ts';
import type { Catalog, TableInfo, ViewInfo } from './catalog.ts';
import type { CommonTables } from './common-table.ts';
import { createParameterTable, type ParameterTable } from './parameters.ts';
import type { BoundQuery } from './statement.ts';
import { expressionsOf, someSubexpression } from './subexpressions.ts';

export interface BindOptions {
  /** Where tables without a namespace are looked for. */
  readonly namespace: string;
  /** How many literals of the text are lifted; 0 or absent: literals are constants. */
  readonly literalCount?: number;
  /** Lifted literals are parameters of their own also where equal ones are repeated. */
  readonly keepsRepeats?: boolean;
  /** Types of `$1…` that are known beforehand. */
  readonly parameterTypes?: readonly (SqlType | undefined)[];
  /** Whoever runs the statement locks the rows that it asks for; else FOR UPDATE is refused. */
  readonly takesLocks?: boolean;
  /** Refuse UPDATE and DELETE without WHERE. */
  readonly requireWhere?: boolean;
}

/** The rows of a query, and where its columns come from. */
export type BoundRows = Pick<BoundQuery, 'plan' | 'origins'>;

/**
 * A query whose rows are bound but for columns that are bare literals: those are still of type
 * `unknown`, so that what the query is part of may decide.
 */
export interface OpenRows {
  readonly columns: readonly OpenColumn[];
  /** Bind the rest. Columns of unknown type become those of `types`, TEXT without. */
  readonly close: (types?: readonly SqlType[]) => BoundRows;
}

export interface OpenColumn {
  readonly name: string;
  readonly type: SqlType;
  /** Where it is written. */
  readonly position: number | undefined;
}

/** The query around a subquery, as the subquery sees it. */
export interface Enclosing {
  /** A column of it, or of one around it; `undefined` if there is none of that name. */
  readonly column: (reference: ColumnReference) => BoundExpression | undefined;
  /** The row of a table of it, or of one around it, as `findBoundRow`. */
  readonly row: (path: readonly Name[], at: number) => BoundExpression | undefined;
  /** An aggregate whose arguments are of it alone, given over the row around the subquery. */
  readonly aggregate: (call: AggregateCall, at: number) => BoundExpression;
}

/** What is gathered while one statement is bound. */
export interface Binder {
  readonly catalog: Catalog;
  readonly options: BindOptions;
  readonly parameters: ParameterTable;
  /** Where bound expressions come from in the text, for errors found later. */
  readonly positions: WeakMap<BoundExpression, number>;
  /** Every table that the statement reads or writes, those behind views too. */
  readonly tables: Set<TableInfo>;
  /** Those that it reads rows of, other than the rows to write. */
  readonly reads: Set<TableInfo>;
  /** Those with rows that it locks. */
  readonly locked: Set<TableInfo>;
  /** Tables and views that the text itself names. */
  readonly relations: Set<TableInfo | ViewInfo>;
  readonly expansion: ViewExpansion;
  readonly liftsLiterals: boolean;
  /** What WITH has given names, as far as they are in view. */
  readonly common: CommonTables;
  /** A number that no other table of WITH has within the statement. */
  readonly newCommonId: () => number;
  /** What the query being bound sees of the queries around it; `undefined` for the outermost. */
  readonly enclosing: Enclosing | undefined;
  /** Bind a query within the statement; without `enclosing` it sees what is seen here. */
  readonly bindQuery: (query: Query, enclosing?: Enclosing) => BoundRows;
  /** Bind one whose literals are to take their types from where it stands. */
  readonly openQuery: (query: Query) => OpenRows;
  /** The same binder with these tables of WITH in view. */
  readonly within: (common: CommonTables) => Binder;
  /** Bind the query of a view, for which nothing around it exists. */
  readonly bindStored: (query: Query, view: ViewInfo) => BoundRows;
  /** The statement mentions `_deleted`, so it sees deleted rows too. */
  readonly includeDeleted: boolean;
}

/** How far views have been bound in place of their names. */
interface ViewExpansion {
  /** Views within which binding is. */
  readonly depth: number;
  /** Views of the whole statement by now. */
  readonly total: { count: number };
}

/** A binder for one statement. */
export function createBinder(
  statement: RowStatement,
  catalog: Catalog,
  options: BindOptions,
  openQuery: (binder: Binder, query: Query) => OpenRows,
): Binder {
  const literalCount = options.literalCount ?? 0;
  const hints = options.parameterTypes ?? [];
  const userNumbers = parameterNumbers(parametersNamed(statement));
  const parts: BinderParts = {
    catalog,
    options,
    parameters: createParameterTable({ userNumbers, literalCount, hints }),
    positions: new WeakMap(),
    tables: new Set(),
    reads: new Set(),
    locked: new Set(),
    relations: new Set(),
    expansion: { depth: 0, total: { count: 0 } },
    liftsLiterals: literalCount > 0,
    enclosing: undefined,
    common: new Map(),
    newCommonId: counter(),
    includeDeleted: namesDeleted(statement),
  };
  return assemble(parts, openQuery);
}

type BinderParts = Omit<Binder, 'bindQuery' | 'openQuery' | 'bindStored' | 'within'>;

function assemble(
  parts: BinderParts,
  openQuery: (binder: Binder, query: Query) => OpenRows,
): Binder {
  const binder: Binder = {
    ...parts,
    bindQuery: (query, enclosing = parts.enclosing) => {
      const isSame = enclosing === parts.enclosing;
      const inner = isSame ? binder : assemble({ ...parts, enclosing }, openQuery);
      return openQuery(inner, query).close();
    },
    openQuery: (query) => openQuery(binder, query),
    within: (common) => assemble({ ...parts, common }, openQuery),
    bindStored: (query, view) =>
      openQuery(assemble(insideView(parts, query, view), openQuery), query).close(),
  };
  return binder;
}

function counter(): () => number {
  let last = 0;
  return () => ++last;
}

/** What the views of a statement share with it, and what each has of its own. */
function insideView(parts: BinderParts, query: Query, view: ViewInfo): BinderParts {
  const { expansion } = parts;
  return {
    ...parts,
    options: { ...parts.options, namespace: view.queryNamespace },
    enclosing: undefined,
    relations: new Set(),
    common: new Map(),
    expansion: { depth: expansion.depth + 1, total: expansion.total },
    includeDeleted: namesDeleted(query),
  };
}

function namesDeleted(statement: RowStatement): boolean {
  return someSubexpression(
    expressionsOf(statement),
    (expression) => expression.kind === 'column' && expression.path.at(-1)?.text === '_deleted',
  );
}
