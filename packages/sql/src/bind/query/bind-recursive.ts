import type { CommonTable } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { Plan } from '../../plan/plan.ts';
import { children } from '../../plan/walk.ts';
import type { Schema } from '../../types/schema.ts';
import { type SqlType, sameType, typeName } from '../../types/sql-type.ts';
import type { Binder, OpenRows } from '../binder.ts';
import { type CommonTableInfo, commonSchema, isSteady } from '../common-table.ts';
import { matchTypes, operandRows, requireEquality } from './bind-set-operation.ts';
import { checkRecursion, selfReferences } from './check-recursion.ts';

/** Whether the query of a table of WITH RECURSIVE reads the table itself. */
export function isRecursive({ name, query }: CommonTable): boolean {
  return selfReferences(name.text, query).length > 0;
}

/**
 * Bind `base UNION [ALL] step`, the step reading what the base or the step before gave. The base
 * decides types: SQL_TYPE_MISMATCH where the step's are wider. SQL_INVALID_RECURSION for what is not
 * of that form. A WITH clause around the union is the caller's: `binder` knows its tables.
 */
export function bindRecursive(
  binder: Binder,
  table: CommonTable,
): { readonly info: CommonTableInfo; readonly plan: Plan } {
  const { name, columns } = table;
  const union = checkRecursion(table);
  const left = binder.openQuery(union.left);
  const base = left.close();
  const schema = commonSchema(name, columns, base.plan.schema).map(nullable);
  const id = binder.newCommonId();
  const origins = schema.map(() => undefined);
  const { common, enclosing } = binder;
  const info: CommonTableInfo = {
    name: name.text,
    id,
    schema,
    origins,
    isSteady: false,
    hasRows: true,
    enclosing,
  };
  const right = binder.within(new Map([...common, [name.text, info]])).openQuery(union.right);
  const types = matchTypes(union, closedAs(left, base.plan.schema), right);
  checkTypes(table, schema, types);
  if (!union.all) requireEquality(binder, union, left, types);
  const step = operandRows(binder, right, types);
  refuseAggregates(step, info, table);
  const plan: Plan = {
    kind: 'recursive',
    schema,
    id,
    name: name.text,
    all: union.all,
    base: base.plan,
    step,
  };
  return {
    info: { ...info, id: binder.newCommonId(), isSteady: isSteady(plan, common) },
    plan,
  };
}

/** The step may give a NULL where the base does not. */
function nullable<T>(column: T): T & { readonly nullable: true } {
  return { ...column, nullable: true };
}

function closedAs({ columns, close }: OpenRows, schema: Schema): OpenRows {
  return {
    columns: columns.map((column, index) => ({ ...column, type: schema[index].type })),
    close,
  };
}

function checkTypes({ name }: CommonTable, schema: Schema, types: readonly SqlType[]): void {
  const index = schema.findIndex(({ type }, place) => !sameType(type, types[place]));
  if (index < 0) return;
  const given = typeName(schema[index].type);
  throw new SqlError(
    'SQL_TYPE_MISMATCH',
    `recursive query "${name.text}" column ${index + 1} has type ${given} in non-recursive term but type ${typeName(types[index])} overall`,
    {
      position: name.at,
      hint: 'Cast the output of the non-recursive term to the correct type.',
    },
  );
}

/** As in PostgreSQL, what the step before gave cannot be aggregated. */
function refuseAggregates(step: Plan, { id }: CommonTableInfo, { name }: CommonTable): void {
  const reads = (plan: Plan): boolean =>
    (plan.kind === 'common' && plan.id === id) || children(plan).some(reads);
  const aggregates = (plan: Plan): boolean =>
    (plan.kind === 'aggregate' &&
      (plan.aggregates.length > 0 || plan.groups.length === 0) &&
      reads(plan)) ||
    children(plan).some(aggregates);
  if (!aggregates(step)) return;
  throw new SqlError(
    'SQL_INVALID_RECURSION',
    "aggregate functions are not allowed in a recursive query's recursive term",
    { position: name.at },
  );
}
