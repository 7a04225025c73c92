import fc from 'fast-check';
import type { Statement } from '../../src/ast/ast.ts';
import { name, text } from './arbitrary-expression.ts';
import { table } from './arbitrary-table.ts';

const at = fc.constant(0);
const optionalName = fc.option(name, { nil: undefined });

/** SHOW of what the catalog has, DESCRIBE and COMMENT ON. */
export const showOrComment: fc.Arbitrary<Statement> = fc.oneof(
  fc.record({ kind: fc.constant('show-views' as const), namespace: optionalName, at }),
  fc.record({ kind: fc.constant('show-sequences' as const), namespace: optionalName, at }),
  fc.record({ kind: fc.constant('show-functions' as const), at }),
  fc.record({ kind: fc.constant('show-stats' as const), table, at }),
  fc
    .record({ namespace: optionalName, table: fc.option(table, { nil: undefined }) })
    .map(({ namespace, table }) => ({
      kind: 'show-indexes' as const,
      namespace: table === undefined ? namespace : undefined,
      table,
      at: 0,
    })),
  fc.record({
    kind: fc.constant('show-create' as const),
    object: fc.constantFrom(
      'table' as const,
      'view' as const,
      'index' as const,
      'sequence' as const,
    ),
    name: table,
    at,
  }),
  fc.record({ kind: fc.constant('describe' as const), table, history: fc.boolean(), at }),
  fc.record({
    kind: fc.constant('comment' as const),
    subject: fc.oneof(
      fc.record({
        kind: fc.constantFrom(
          'table' as const,
          'view' as const,
          'index' as const,
          'sequence' as const,
        ),
        name: table,
      }),
      fc.record({ kind: fc.constant('namespace' as const), name }),
      fc.record({ kind: fc.constant('column' as const), table, column: name }),
    ),
    text: fc.option(text, { nil: undefined }),
    at,
  }),
);
