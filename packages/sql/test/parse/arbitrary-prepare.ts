import fc from 'fast-check';
import type { Execute, Prepare, Statement } from '../../src/ast/ast.ts';
import { expression, name, text } from './arbitrary-expression.ts';
import { typeName } from './arbitrary-table.ts';

const at = fc.constant(0);
const statementName = name.filter((made) => !/\s/.test(made.text));

/** EXECUTE of a name or a text. */
export const execute: fc.Arbitrary<Execute> = fc.record({
  kind: fc.constant('execute' as const),
  target: fc.oneof(
    fc.record({ kind: fc.constant('prepared' as const), name: statementName }),
    fc.record({ kind: fc.constant('text' as const), text, at }),
  ),
  arguments: fc.array(expression, { maxLength: 2 }),
  at,
});

/** PREPARE of one of `statements`, EXECUTE and DEALLOCATE. */
export function prepared(statements: fc.Arbitrary<Prepare['statement']>): fc.Arbitrary<Statement> {
  return fc.oneof(
    fc.record({
      kind: fc.constant('prepare' as const),
      name: statementName,
      types: fc.array(typeName, { maxLength: 2 }),
      statement: statements,
      at,
    }),
    execute,
    fc.record({
      kind: fc.constant('deallocate' as const),
      name: fc.option(statementName, { nil: undefined }),
      at,
    }),
  );
}
