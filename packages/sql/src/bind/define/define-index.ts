import type { Expression, OrderItem } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { mapExpression, someExpression } from '../../plan/walk.ts';
import { isKeyType, sqlTypes, typeName } from '../../types/sql-type.ts';
import type { IndexInfo, IndexKey, TableInfo } from '../catalog.ts';
import { createContext } from '../expression/bind-expression.ts';
import { requireType, settle } from '../expression/coerce-expression.ts';
import { type Scope, tableScope } from '../scope.ts';
import { someSubexpression } from '../subexpressions.ts';
import { standaloneBinder } from './bind-default.ts';

/** What CREATE INDEX says about the entries of an index. */
export interface IndexDefinition {
  readonly keys: readonly OrderItem[];
  readonly where: Expression | undefined;
}

/** Most keys of an index. */
const MAX_KEYS = 32;

/**
 * Bind the keys and the condition of an index over rows of all columns of its table. SqlError at the
 * offender: what binding throws, SQL_INVALID_TABLE for what is not immutable, reads no column of a
 * row, a system column, or has a type without order; SQL_UNSUPPORTED for parameters and queries.
 */
export function defineIndex(
  definition: IndexDefinition,
  table: TableInfo,
): Pick<IndexInfo, 'keys' | 'predicate'> {
  const { keys, where } = definition;
  if (keys.length > MAX_KEYS) {
    throw invalid(`an index has at most ${MAX_KEYS} keys`, keys[MAX_KEYS].expression.at);
  }
  const scope = tableScope(table);
  return {
    keys: keys.map((item) => bindKey(item, scope)),
    predicate: where && bindPredicate(where, scope),
  };
}

function bindKey({ expression, descending, nulls }: OrderItem, scope: Scope): IndexKey {
  refuseParameters(expression);
  const binder = standaloneBinder('an index');
  const context = createContext(binder, { scope, clause: 'index expressions' });
  const bound = settle(binder, context.bind(expression));
  check(bound, scope, expression.at);
  if (!isKeyType(bound.type)) {
    throw invalid(`an index cannot order values of type ${typeName(bound.type)}`, expression.at);
  }
  const nullsFirst = nulls === undefined ? descending : nulls === 'first';
  return { expression: unplaced(bound), descending, nullsFirst };
}

function bindPredicate(where: Expression, scope: Scope): BoundExpression {
  refuseParameters(where);
  const binder = standaloneBinder('an index');
  const context = createContext(binder, { scope, clause: 'index predicates' });
  const bound = requireType(
    binder,
    context.bind(where),
    sqlTypes.boolean,
    'implicit',
    'argument of WHERE',
  );
  check(bound, scope, where.at);
  return unplaced(bound);
}

/** Entries are made once, by the writer of the row: they must mean the same to every reader. */
function check(bound: BoundExpression, { columns }: Scope, position: number): void {
  someExpression(bound, (part) => {
    if (part.kind === 'column' && columns[part.index]?.system === true) {
      throw invalid(`an index cannot hold system column "${part.name}"`, position);
    }
    if (part.kind === 'call' && part.function.volatility !== 'immutable') {
      throw invalid(
        `${part.function.name} cannot stand in an index: its result is not the same each time`,
        position,
      );
    }
    return false;
  });
}

function refuseParameters(expression: Expression): void {
  someSubexpression([expression], (part) => {
    if (part.kind !== 'parameter') return false;
    throw new SqlError('SQL_UNSUPPORTED', 'an index has no parameters', { position: part.at });
  });
}

/** Its errors come up in other statements, in whose text it has no position. */
function unplaced(expression: BoundExpression): BoundExpression {
  return mapExpression(expression, (part) =>
    'position' in part ? { ...part, position: undefined } : part,
  );
}

function invalid(message: string, position: number): SqlError {
  return new SqlError('SQL_INVALID_TABLE', message, {
    sqlState: conditions.invalidObjectDefinition,
    position,
  });
}
