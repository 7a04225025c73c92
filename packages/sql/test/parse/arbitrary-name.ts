import fc from 'fast-check';
import type { TableName, TypeName } from '../../src/ast/ast.ts';
import { name } from './arbitrary-expression.ts';

export const tableName: fc.Arbitrary<TableName> = fc.record({
  namespace: fc.option(name, { nil: undefined }),
  name,
});

export const typeName: fc.Arbitrary<TypeName> = fc.constantFrom(
  { name: 'text', arguments: [], at: 0 },
  { name: 'timestamp with time zone', arguments: [6], at: 0 },
);
