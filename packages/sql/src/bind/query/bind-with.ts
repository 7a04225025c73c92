import type { CommonTable, With, WithMember, WithNode } from '../../ast/ast.ts';
import { tablesRead } from '../../ast/tables-read.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { CommonDefinition, Plan } from '../../plan/plan.ts';
import type { Binder } from '../binder.ts';
import { type CommonTableInfo, commonSchema, isSteady } from '../common-table.ts';
import { bindRecursive, isRecursive } from './bind-recursive.ts';

/** What a WITH clause defines, and a binder of what may use it. */
export interface BoundWith {
  readonly binder: Binder;
  readonly definitions: readonly CommonDefinition[];
}

/** Bind the tables of WITH, used or not. */
export function bindWith(outer: Binder, clause: With): BoundWith {
  const { binder, bound } = bindMembers(outer, clause, (inner, table) =>
    bindTable(inner, table, clause.recursive),
  );
  return { binder, definitions: bound };
}

/** A member of WITH, and what the members behind it see of it. */
export interface BoundCommon<B> {
  readonly info: CommonTableInfo;
  readonly bound: B;
}

/**
 * Bind the members of WITH. Each sees those before it, with RECURSIVE all of them: then they are
 * bound, and given, in the order in which they need each other. The binder sees them all.
 */
export function bindMembers<M extends WithMember, B>(
  outer: Binder,
  { recursive, tables }: WithNode<M>,
  bind: (binder: Binder, member: M) => BoundCommon<B>,
): { readonly binder: Binder; readonly bound: readonly B[] } {
  refuseSameName(tables);
  const all: B[] = [];
  let binder = outer;
  for (const member of recursive ? inOrder(tables) : tables) {
    const { info, bound } = bind(binder, member);
    all.push(bound);
    binder = binder.within(new Map([...binder.common, [info.name, info]]));
  }
  return { binder, bound: all };
}

/** Bind a member that is a query; it may read itself if `recursive`. */
export function bindTable(
  binder: Binder,
  table: CommonTable,
  recursive: boolean,
): BoundCommon<CommonDefinition> {
  const isRecursion = recursive && isRecursive(table);
  const { info, plan } = isRecursion ? bindLoop(binder, table) : bindCommon(binder, table);
  const { name, materialized } = table;
  return { info, bound: { id: info.id, name: name.text, plan, materialized } };
}

/** `plan` with what it reads from WITH. */
export function withDefinitions(plan: Plan, definitions: readonly CommonDefinition[]): Plan {
  if (definitions.length === 0) return plan;
  return { kind: 'with', schema: plan.schema, definitions, input: plan };
}

interface BoundRows {
  readonly info: CommonTableInfo;
  readonly plan: Plan;
}

function bindCommon(binder: Binder, { name, columns, query }: CommonTable): BoundRows {
  const { plan, origins } = binder.bindQuery(query);
  const schema = commonSchema(name, columns, plan.schema);
  const { enclosing, common } = binder;
  const info: CommonTableInfo = {
    name: name.text,
    id: binder.newCommonId(),
    schema,
    origins,
    isSteady: isSteady(plan, common),
    hasRows: true,
    enclosing,
  };
  return { info, plan };
}

/** The tables of a WITH clause around the union serve both of its sides. */
function bindLoop(outer: Binder, table: CommonTable): BoundRows {
  if (table.query.with === undefined) return bindRecursive(outer, table);
  const { binder, definitions } = bindWith(outer, table.query.with);
  const { info, plan } = bindRecursive(binder, table);
  return { info, plan: withDefinitions(plan, definitions) };
}

function refuseSameName(tables: readonly WithMember[]): void {
  const seen = new Set<string>();
  for (const { name } of tables) {
    if (seen.has(name.text)) {
      throw new SqlError(
        'SQL_DUPLICATE_NAME',
        `WITH query name "${name.text}" specified more than once`,
        { sqlState: conditions.duplicateAlias, position: name.at },
      );
    }
    seen.add(name.text);
  }
}

/** Each table behind those that it reads. SQL_UNSUPPORTED for tables that read each other. */
function inOrder<M extends WithMember>(tables: readonly M[]): readonly M[] {
  const reads = new Map(tables.map((table) => [table, tablesOf(table, tables)]));
  const ordered = new Set<M>();
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
function tablesOf<M extends WithMember>(table: M, tables: readonly M[]): readonly M[] {
  const names = new Set(
    tablesRead(table)
      .filter((read) => read.table.namespace === undefined)
      .map((read) => read.table.name.text),
  );
  return tables.filter((other) => other !== table && names.has(other.name.text));
}

function mutualRecursion([{ name }]: readonly WithMember[]): SqlError {
  return new SqlError('SQL_UNSUPPORTED', 'mutual recursion between WITH items is not implemented', {
    position: name.at,
  });
}
