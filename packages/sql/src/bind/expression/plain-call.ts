import type { Call, Expression } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { isScalarName } from '../functions/function-table.ts';
import { isSetName } from '../functions/set-function-table.ts';
import { unknownFunction } from './call-overload.ts';

/** The `*` of COUNT(*). */
export function isEveryRow(argument: Expression | undefined): boolean {
  return argument?.kind === 'star' && argument.table.length === 0;
}

/** SQL_SYNTAX for what only calls of aggregates may have, SQL_UNKNOWN_FUNCTION for no function. */
export function checkPlainCall(node: Call): void {
  const name = node.name.text;
  const position = node.at;
  if (node.arguments.some(isEveryRow)) {
    throw new SqlError('SQL_SYNTAX', `only COUNT takes *, not ${name}`, {
      sqlState: conditions.undefinedFunction,
      position,
    });
  }
  const what = aggregateOnly(node);
  if (what === undefined) return;
  const isKnown = isScalarName(name) || isSetName(name);
  if (!isKnown) throw unknownFunction(name, [], position, 'none', false);
  throw new SqlError('SQL_SYNTAX', `${what} specified, but ${name} is not an aggregate function`, {
    sqlState: conditions.wrongObjectType,
    position,
  });
}

/** What is written of what only aggregates have. */
function aggregateOnly({ distinct, orderBy, withinGroup, filter }: Call): string | undefined {
  if (withinGroup) return 'WITHIN GROUP';
  if (distinct) return 'DISTINCT';
  if (orderBy.length > 0) return 'ORDER BY';
  return filter === undefined ? undefined : 'FILTER';
}
