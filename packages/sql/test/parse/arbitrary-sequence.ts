import fc from 'fast-check';
import type { Statement } from '../../src/ast/ast.ts';
import { name } from './arbitrary-expression.ts';
import { sequenceOptions } from './arbitrary-sequence-option.ts';
import { table } from './arbitrary-table.ts';

const at = fc.constant(0);

/** CREATE, ALTER and DROP SEQUENCE. */
export const sequenceStatement: fc.Arbitrary<Statement> = fc.oneof(
  fc.record({
    kind: fc.constant('create-sequence' as const),
    sequence: table,
    ifNotExists: fc.boolean(),
    options: fc.oneof(fc.constant([]), sequenceOptions),
    at,
  }),
  fc.record({
    kind: fc.constant('alter-sequence' as const),
    sequence: table,
    ifExists: fc.boolean(),
    change: fc.oneof(sequenceOptions, fc.record({ renameTo: name })),
    at,
  }),
  fc.record({
    kind: fc.constant('drop-sequence' as const),
    sequences: fc.array(table, { minLength: 1, maxLength: 3 }),
    ifExists: fc.boolean(),
    cascade: fc.boolean(),
    at,
  }),
);
