import type { Delete, Insert, Query, Update } from '../ast/ast.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { SqlType } from '../types/sql-type.ts';
import type { Catalog, TableInfo } from './catalog.ts';
import { createParameterTable, type ParameterTable } from './parameters.ts';
import type { BoundQuery } from './statement.ts';
import { expressionsOf, someSubexpression } from './subexpressions.ts';

export interface BindOptions {
  /** Where tables without a namespace are looked for. */
  readonly namespace: string;
  /** How many literals of the text are lifted; 0 or absent: literals are constants. */
  readonly literalCount?: number;
  /** Types of `$1…` that are known beforehand. */
  readonly parameterTypes?: readonly (SqlType | undefined)[];
  /** Refuse UPDATE and DELETE without WHERE. */
  readonly requireWhere?: boolean;
}

/** The rows of a query, and where its columns come from. */
export type BoundRows = Pick<BoundQuery, 'plan' | 'origins'>;

/** What is gathered while one statement is bound. */
export interface Binder {
  readonly catalog: Catalog;
  readonly options: BindOptions;
  readonly parameters: ParameterTable;
  /** Where bound expressions come from in the text, for errors found later. */
  readonly positions: WeakMap<BoundExpression, number>;
  /** Every table that the statement names. */
  readonly tables: Set<TableInfo>;
  readonly liftsLiterals: boolean;
  /** Bind a query within the statement. */
  readonly bindQuery: (query: Query) => BoundRows;
  /** The statement mentions `_deleted`, so it sees deleted rows too. */
  readonly includeDeleted: boolean;
}

/** A binder for one statement. */
export function createBinder(
  statement: Query | Insert | Update | Delete,
  catalog: Catalog,
  options: BindOptions,
  bindQuery: (binder: Binder, query: Query) => BoundRows,
): Binder {
  const literalCount = options.literalCount ?? 0;
  let userCount = 0;
  let includeDeleted = false;
  someSubexpression(expressionsOf(statement), (expression) => {
    if (expression.kind === 'parameter') userCount = Math.max(userCount, expression.number);
    if (expression.kind === 'column' && expression.path.at(-1)?.text === '_deleted') {
      includeDeleted = true;
    }
    return false;
  });
  const hints = options.parameterTypes ?? [];
  const binder: Binder = {
    catalog,
    options,
    parameters: createParameterTable({ userCount, literalCount, hints }),
    positions: new WeakMap(),
    tables: new Set(),
    liftsLiterals: literalCount > 0,
    bindQuery: (query) => bindQuery(binder, query),
    includeDeleted,
  };
  return binder;
}
