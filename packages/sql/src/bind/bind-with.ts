import type { CommonTable, With } from '../ast/ast.ts';
import { tablesRead } from '../ast/tables-read.ts';
import { SqlError } from '../error.ts';
import type { CommonDefinition, Plan } from '../plan/plan.ts';
import { bindRecursive, isRecursive } from './bind-recursive.ts';
import type { Binder } from './binder.ts';
import { type CommonTableInfo, commonSchema, isSteady } from './common-table.ts';

/** What a WITH clause defines, and a binder of what may use it. */
export interface BoundWith {
  readonly binder: Binder;
  readonly definitions: readonly CommonDefinition[];
}

/**
 * Bind the tables of WITH. Each sees those before it, with RECURSIVE all of them: then they are bound
 * in the order in which they need each other. All are bound, used or not.
 */
export function bindWith(outer: Binder, clause: With): BoundWith {
  refuseSameName(clause.tables);
  const definitions: CommonDefinition[] = [];
  let binder = outer;
  for (const table of clause.recursive ? inOrder(clause.tables) : clause.tables) {
    const isRecursion = clause.recursive && isRecursive(table);
    const { info, plan } = isRecursion ? bindLoop(binder, table) : bindCommon(binder, table);
    const { name, materialized } = table;
    definitions.push({ id: info.id, name: name.text, plan, materialized });
    binder = binder.within(new Map([...binder.common, [info.name, info]]));
  }
  return { binder, definitions };
}

/** `plan` with what it reads from WITH. */
export function withDefinitions(plan: Plan, definitions: readonly CommonDefinition[]): Plan {
  if (definitions.length === 0) return plan;
  return { kind: 'with', schema: plan.schema, definitions, input: plan };
}

interface BoundCommon {
  readonly info: CommonTableInfo;
  readonly plan: Plan;
}

function bindCommon(binder: Binder, { name, columns, query }: CommonTable): BoundCommon {
  const { plan, origins } = binder.bindQuery(query);
  const schema = commonSchema(name, columns, plan.schema);
  const { enclosing, common } = binder;
  const info: CommonTableInfo = {
    name: name.text,
    id: binder.newCommonId(),
    schema,
    origins,
    isSteady: isSteady(plan, common),
    enclosing,
  };
  return { info, plan };
}

/** The tables of a WITH clause around the union serve both of its sides. */
function bindLoop(outer: Binder, table: CommonTable): BoundCommon {
  if (table.query.with === undefined) return bindRecursive(outer, table);
  const { binder, definitions } = bindWith(outer, table.query.with);
  const { info, plan } = bindRecursive(binder, table);
  return { info, plan: withDefinitions(plan, definitions) };
}

function refuseSameName(tables: readonly CommonTable[]): void {
  const seen = new Set<string>();
  for (const { name } of tables) {
    if (seen.has(name.text)) {
      throw new SqlError(
        'SQL_DUPLICATE_NAME',
        `WITH query name "${name.text}" specified more than once`,
        { position: name.at },
      );
    }
    seen.add(name.text);
  }
}

/** Each table behind those that it reads. SQL_UNSUPPORTED for tables that read each other. */
function inOrder(tables: readonly CommonTable[]): readonly CommonTable[] {
  const reads = new Map(tables.map((table) => [table, tablesOf(table, tables)]));
  const ordered = new Set<CommonTable>();
  while (ordered.size < tables.length) {
    const next = tables.find(
      (table) => !ordered.has(table) && reads.get(table)?.every((other) => ordered.has(other)),
    );
    if (next === undefined) throw mutualRecursion(tables.filter((table) => !ordered.has(table)));
    ordered.add(next);
  }
  return [...ordered];
}

/** The other tables that one reads. */
function tablesOf(table: CommonTable, tables: readonly CommonTable[]): readonly CommonTable[] {
  const names = new Set(
    tablesRead(table.query)
      .filter((read) => read.table.namespace === undefined)
      .map((read) => read.table.name.text),
  );
  return tables.filter((other) => other !== table && names.has(other.name.text));
}

function mutualRecursion([{ name }]: readonly CommonTable[]): SqlError {
  return new SqlError('SQL_UNSUPPORTED', 'mutual recursion between WITH items is not implemented', {
    position: name.at,
  });
}
