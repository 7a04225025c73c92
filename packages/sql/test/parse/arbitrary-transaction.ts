import fc from 'fast-check';
import type {
  IsolationLevel,
  TransactionModes,
  TransactionStatement,
} from '../../src/ast/transaction-ast.ts';
import { name } from './arbitrary-expression.ts';

const at = fc.constant(0);

const isolation = fc.constantFrom<IsolationLevel>(
  'read uncommitted',
  'read committed',
  'repeatable read',
  'snapshot',
  'serializable',
);

const modes: fc.Arbitrary<TransactionModes> = fc.record({
  isolation: fc.option(isolation, { nil: undefined }),
  readOnly: fc.option(fc.boolean(), { nil: undefined }),
});

/** SET TRANSACTION says something. */
const someModes = modes.map(({ isolation: level = 'snapshot', readOnly }) => ({
  isolation: level,
  readOnly,
}));

const savepointKinds = fc.constantFrom(
  'savepoint' as const,
  'release-savepoint' as const,
  'rollback-to-savepoint' as const,
);

export const transaction: fc.Arbitrary<TransactionStatement> = fc.oneof(
  fc.record({ kind: fc.constant('begin' as const), modes, at }),
  fc.record({ kind: fc.constant('set-transaction' as const), modes: someModes, at }),
  fc.record({ kind: fc.constantFrom('commit' as const, 'rollback' as const), at }),
  fc.record({ kind: savepointKinds, name, at }),
);
