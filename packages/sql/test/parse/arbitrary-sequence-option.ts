import fc from 'fast-check';
import type { SequenceOption } from '../../src/ast/ast.ts';
import { name } from './arbitrary-expression.ts';
import { tableName, typeName } from './arbitrary-name.ts';

const at = fc.constant(0);
const digits = fc.integer().map(String);

const sequenceOption: fc.Arbitrary<SequenceOption> = fc.oneof(
  fc.record({ kind: fc.constant('type' as const), type: typeName, at }),
  fc.record({
    kind: fc.constantFrom(
      'increment' as const,
      'minvalue' as const,
      'maxvalue' as const,
      'start' as const,
      'cache' as const,
    ),
    digits,
    at,
  }),
  fc.record({ kind: fc.constantFrom('no-minvalue' as const, 'no-maxvalue' as const), at }),
  fc.record({
    kind: fc.constant('restart' as const),
    digits: fc.option(digits, { nil: undefined }),
    at,
  }),
  fc.record({ kind: fc.constant('cycle' as const), cycle: fc.boolean(), at }),
  fc.record({
    kind: fc.constant('owned-by' as const),
    owner: fc.option(fc.record({ table: tableName, column: name }), { nil: undefined }),
    at,
  }),
);

/** What sequences and identity columns are made with. */
export const sequenceOptions = fc.array(sequenceOption, { minLength: 1, maxLength: 3 });
