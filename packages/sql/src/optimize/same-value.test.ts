import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryRow, arbitrarySql } from '../../test/arbitrary-sql.ts';
import { bindQuery } from '../../test/chat-catalog.ts';
import { SqlError } from '../error.ts';
import { compileRow } from '../execute/compile-row.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { fixedContext } from '../testing/fixed-context.ts';
import type { Row, Value } from '../types/value.ts';
import { foldExpression } from './fold-constants.ts';
import { simplifyPredicate } from './simplify-predicates.ts';

function bound(expression: string): BoundExpression {
  const { plan } = bindQuery(`SELECT ${expression} FROM log`);
  if (plan.kind !== 'project') throw new Error('not a projection');
  return plan.expressions[0];
}

function evaluate(expression: BoundExpression, row: Row): Value | SqlError {
  try {
    return compileRow(expression)(row, fixedContext());
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
}

/** An error may vanish with what was not needed; a value stays, and none becomes an error. */
test.each([
  ['number', arbitrarySql.number],
  ['condition', arbitrarySql.condition],
  ['text', arbitrarySql.text],
])('Folding and simplifying keep every value of type %s', (_, expressions) => {
  fc.assert(
    fc.property(expressions, arbitraryRow, (sql, row) => {
      const expression = bound(sql);
      const before = evaluate(expression, row);
      const after = evaluate(simplifyPredicate(foldExpression(expression)), row);
      if (!(before instanceof SqlError)) expect(after).toBe(before);
    }),
    { numRuns: 500 },
  );
});
