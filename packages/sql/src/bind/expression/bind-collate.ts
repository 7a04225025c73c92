import type { Collate } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { sqlTypes, typeName } from '../../types/sql-type.ts';
import { isCoercible, settle } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';

/** Names of the one order that texts have here, that of their code points; as names are folded. */
const codePointOrders: ReadonlySet<string> = new Set(['c', 'posix', 'default', 'ucs_basic']);

/**
 * `operand COLLATE "C"` is the operand. Another collation is SQL_UNSUPPORTED, an operand that is no
 * text SQL_TYPE_MISMATCH.
 */
export function bindCollate(context: ExpressionContext, node: Collate): BoundExpression {
  const operand = settle(context.binder, context.bind(node.operand));
  const [name, schema] = node.collation.toReversed();
  const isKnown =
    codePointOrders.has(name.text) && (schema === undefined || schema.text === 'pg_catalog');
  if (!isKnown) {
    throw new SqlError('SQL_UNSUPPORTED', `collation "${name.text}" is not supported`, {
      position: node.collation[0].at,
      hint: 'Texts are ordered by their code points: COLLATE "C".',
    });
  }
  if (isCoercible(operand, sqlTypes.text, 'implicit')) return operand;
  const message = `collations are not supported by type ${typeName(operand.type)}`;
  throw new SqlError('SQL_TYPE_MISMATCH', message, { position: node.at });
}
