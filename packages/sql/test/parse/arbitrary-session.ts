import fc from 'fast-check';
import type { Statement } from '../../src/ast/ast.ts';
import { name, text } from './arbitrary-expression.ts';

const at = fc.constant(0);

const value = fc.oneof(
  text.filter((made) => made !== 'default'),
  fc.integer({ min: -1000, max: 1000 }),
  fc.boolean(),
);

/** USE, SET, RESET and SHOW of parameters. */
export const sessionStatement: fc.Arbitrary<Statement> = fc.oneof(
  fc.record({ kind: fc.constant('use' as const), namespace: name, at }),
  fc.record({
    kind: fc.constant('set-parameter' as const),
    name,
    values: fc.array(value, { maxLength: 2 }),
    at,
  }),
  fc.record({ kind: fc.constant('reset-parameters' as const), at }),
  fc.record({
    kind: fc.constant('show-parameter' as const),
    name: fc.option(
      name.map((made) => ({ ...made, text: `p_${made.text}` })),
      { nil: undefined },
    ),
    at,
  }),
);
