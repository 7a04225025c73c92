import type { Call, FromFunction } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { Plan, SetCall } from '../../plan/plan.ts';
import { resolveTypeName } from '../../types/type-names.ts';
import type { Binder, Enclosing } from '../binder.ts';
import { createContext } from '../expression/bind-expression.ts';
import { bindSetCall } from '../expression/bind-set-call.ts';
import { settle } from '../expression/coerce-expression.ts';
import type { ExpressionContext } from '../expression/expression-context.ts';
import { isSetName, oneRow } from '../functions/set-function-table.ts';
import {
  findRecordFunction,
  missingColumns,
  recordsOf,
} from '../functions/set-functions/records.ts';
import { emptyScope, type ScopeTable } from '../scope.ts';
import { expand } from './set-rows.ts';

const ONE_ROW: Plan = { kind: 'values', schema: [], rows: [[]] };

/**
 * Functions in FROM; their arguments see `siblings`, the tables before them. One that returns no set
 * gives one row. An alias is also the name of the only column if that has none of its own.
 */
export function bindFunctions(
  binder: Binder,
  from: FromFunction,
  siblings: Enclosing | undefined,
): { readonly scoped: ScopeTable; readonly plan: Plan } {
  const enclosing = siblings ?? binder.enclosing;
  const clause = 'functions in FROM';
  const context = createContext({ ...binder, enclosing }, { scope: emptyScope, clause });
  const calls = from.calls
    .flatMap(apart)
    .map((call) => bindRecords(context, from, call) ?? bindCall(context, call));
  const plan = expand(ONE_ROW, calls, from.ordinality);
  const [{ function: first }] = calls;
  const isNameless = first.columns.length === 1 && first.columns[0].name === undefined;
  const takesAlias = calls.length === 1 && isNameless && from.alias !== undefined;
  const columns = plan.schema.map(({ name: own, type }, index) => {
    const name = takesAlias && index === 0 ? (from.alias?.text ?? own) : own;
    return { name, type, index, system: false, origin: undefined };
  });
  const name = from.alias?.text ?? first.name;
  const isValue = columns.length === 1;
  return { scoped: { name, namespace: undefined, table: undefined, columns, isValue }, plan };
}

/**
 * A call of a function of records, with the columns that FROM defines for it; `undefined` for any
 * other function. SQL_SYNTAX for columns without such a function, or the function without them.
 */
function bindRecords(
  context: ExpressionContext,
  { calls, definitions }: FromFunction,
  call: Call,
): SetCall | undefined {
  const found = findRecordFunction(call.name.text);
  const [first] = definitions;
  if (found !== undefined && calls.length === 1 && first !== undefined) {
    const columns = definitions.map(({ name, type }) => {
      return { name: name.text, type: resolveTypeName(type) };
    });
    return bindSetCall(context, call, () => [recordsOf(found, columns)]);
  }
  if (found !== undefined) throw missingColumns(call.at);
  if (first === undefined) return undefined;
  const message = 'a column definition list is only allowed for functions returning "record"';
  throw new SqlError('SQL_SYNTAX', message, { position: first.name.at });
}

/** UNNEST of several arrays gives them side by side. */
function apart(call: Call): readonly Call[] {
  if (call.name.text !== 'unnest' || call.arguments.length < 2) return [call];
  return call.arguments.map((argument) => ({ ...call, arguments: [argument], at: argument.at }));
}

function bindCall(context: ExpressionContext, node: Call): SetCall {
  if (isSetName(node.name.text)) return bindSetCall(context, node);
  const value = settle(context.binder, context.bind(node));
  return {
    function: oneRow(node.name.text, value.type),
    arguments: [value],
    position: node.at,
  };
}
