import fc from 'fast-check';
import type {
  AlterTableAction,
  ColumnDefinition,
  Identity,
  ReferentialAction,
  TableConstraint,
  TableOption,
} from '../../src/ast/ast.ts';
import { expression, name, text } from './arbitrary-expression.ts';
import { tableName, typeName } from './arbitrary-name.ts';
import { sequenceOptions } from './arbitrary-sequence-option.ts';

const at = fc.constant(0);
const names = fc.array(name, { maxLength: 3 });
const optionalExpression = fc.option(expression, { nil: undefined });

export const tableKind = fc.constantFrom('user', 'shared', 'stream', undefined);

export { tableName as table, typeName };

/** `key = value` */
export const option: fc.Arbitrary<TableOption> = fc.record({
  name,
  value: fc.oneof(text, fc.boolean(), fc.integer(), fc.constantFrom(1.5, -0.25, 1e21)),
  at,
});

const columnShape = {
  name,
  type: typeName,
  nullable: fc.constantFrom(true, false, undefined),
  primaryKey: fc.boolean(),
};

const identity: fc.Arbitrary<Identity> = fc.record({
  generation: fc.constantFrom('always' as const, 'by-default' as const),
  options: fc.oneof(fc.constant([]), sequenceOptions),
  at,
});

const column: fc.Arbitrary<ColumnDefinition> = fc.oneof(
  fc.record({
    ...columnShape,
    defaultValue: optionalExpression,
    generated: fc.constant(undefined),
  }),
  fc.record({
    ...columnShape,
    defaultValue: fc.constant(undefined),
    generated: optionalExpression,
  }),
  fc.record({
    ...columnShape,
    defaultValue: fc.constant(undefined),
    generated: fc.constant(undefined),
    identity,
  }),
);

const constraintName = fc.option(name, { nil: undefined });

const referentialAction: fc.Arbitrary<ReferentialAction> = fc.constantFrom(
  'no-action',
  'restrict',
  'cascade',
  'set-null',
  'set-default',
);

const constraint: fc.Arbitrary<TableConstraint> = fc.oneof(
  fc.record({ kind: fc.constant('check' as const), name: constraintName, expression, at }),
  fc.record({
    kind: fc.constant('unique' as const),
    name: constraintName,
    columns: fc.array(name, { minLength: 1, maxLength: 3 }),
    nullsDistinct: fc.boolean(),
    at,
  }),
  fc.record({
    kind: fc.constant('foreign-key' as const),
    name: constraintName,
    columns: fc.array(name, { minLength: 1, maxLength: 3 }),
    table: tableName,
    referenced: names,
    onDelete: referentialAction,
    onUpdate: referentialAction,
    at,
  }),
);

const unnamedTable = fc.record({
  kind: fc.constant('create-table' as const),
  tableKind,
  table: tableName,
  ifNotExists: fc.boolean(),
  columns: fc.array(column, { minLength: 1, maxLength: 3 }),
  primaryKey: names,
  constraints: fc.array(constraint, { maxLength: 2 }),
  options: fc.array(option, { maxLength: 3 }),
  at,
});

export const createTable = fc
  .tuple(unnamedTable, fc.option(name, { nil: undefined }))
  .map(([made, key]) =>
    key === undefined || made.primaryKey.length === 0 ? made : { ...made, primaryKeyName: key },
  );

const alterAction: fc.Arbitrary<AlterTableAction> = fc.oneof(
  fc.record({ kind: fc.constant('add-column' as const), column, ifNotExists: fc.boolean(), at }),
  fc.record({
    kind: fc.constant('drop-column' as const),
    column: name,
    ifExists: fc.boolean(),
    cascade: fc.boolean(),
    at,
  }),
  fc.record({ kind: fc.constant('rename-column' as const), column: name, to: name, at }),
  fc.record({ kind: fc.constant('rename-constraint' as const), name, to: name, at }),
  fc.record({ kind: fc.constant('add-constraint' as const), constraint, at }),
  fc.record({
    kind: fc.constant('drop-constraint' as const),
    name,
    ifExists: fc.boolean(),
    cascade: fc.boolean(),
    at,
  }),
  fc.record({ kind: fc.constant('rename-table' as const), to: name, at }),
  fc.record({
    kind: fc.constant('set-nullable' as const),
    column: name,
    nullable: fc.boolean(),
    at,
  }),
  fc.record({
    kind: fc.constant('set-default' as const),
    column: name,
    value: optionalExpression,
    at,
  }),
  fc.record({ kind: fc.constant('add-identity' as const), column: name, identity, at }),
  fc.record({
    kind: fc.constant('alter-identity' as const),
    column: name,
    generation: fc.constantFrom('always' as const, 'by-default' as const, undefined),
    options: sequenceOptions,
    at,
  }),
  fc.record({
    kind: fc.constantFrom('drop-identity' as const, 'drop-expression' as const),
    column: name,
    ifExists: fc.boolean(),
    at,
  }),
  fc.record({ kind: fc.constant('set-type' as const), column: name, type: typeName, at }),
  fc.record({
    kind: fc.constant('set-options' as const),
    options: fc.array(option, { maxLength: 3 }),
    at,
  }),
);

export const alterTable = fc.record({
  kind: fc.constant('alter-table' as const),
  tableKind,
  table: tableName,
  ifExists: fc.boolean(),
  actions: fc.array(alterAction, { minLength: 1, maxLength: 3 }),
  at,
});
