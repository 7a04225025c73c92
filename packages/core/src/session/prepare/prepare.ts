import assert from 'node:assert/strict';
import {
  type BoundPlainStatement,
  type BoundQuery,
  type BoundStatement,
  type BoundWrite,
  bindStatement,
  type Catalog,
  children,
  compilePointRead,
  type Fingerprint,
  optimizeStatement,
  type Plan,
  type RowStatement,
  type Schema,
  type SqlType,
  seeing,
  type TableInfo,
  ValuesInSight,
} from '@kalamdb/sql';
import type { TableStatisticsBook } from '../../cache/table-statistics.ts';
import type { CatalogCache } from '../../catalog/catalog.ts';
import { isSystemNamespace } from '../../catalog/system-namespaces.ts';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { CoreError } from '../../error.ts';
import type { Access } from '../../policy.ts';
import type { ResultField } from '../../result.ts';
import { compileWrite } from '../../write/compile-write.ts';
import { type TableAction, tableAccess } from '../authorize.ts';
import { knownParameters } from './parameters.ts';
import type {
  Compiled,
  CompiledMember,
  CompiledPlain,
  CompiledWithWrites,
  PinnedLiteral,
  PreparedStatement,
  PreparedWrite,
} from './prepared-statement.ts';
import { boundWritesOf, writeActions, writesOf } from './row-statement.ts';
import { literalText } from './statement-cache.ts';

const noTypes: readonly SqlType[] = [];

export interface PrepareOptions {
  readonly namespace: string;
  readonly text: string;
  /** The shape of `text` when its literals are to become parameters. */
  readonly print: Fingerprint | undefined;
  /** Names as the asking user may see them: for suggestions in errors. */
  readonly names: Catalog;
  readonly statistics: TableStatisticsBook;
  /** Rely on no values of literals, as far as that is possible: for all texts of the shape. */
  readonly isGeneric?: boolean;
  /** Types of `$1…` that are known beforehand. */
  readonly parameterTypes?: readonly SqlType[] | undefined;
}

/**
 * Bind, optimise and compile a statement. Unknown names and wrong types throw SqlError; a write to
 * a system table is CoreError CORE_READ_ONLY.
 */
export function prepareStatement(
  statement: RowStatement,
  catalog: CatalogCache,
  options: PrepareOptions,
): PreparedStatement {
  checkWritable(statement, options.namespace);
  const literalCount = options.print?.literals.length ?? 0;
  const isGeneric = options.isGeneric ?? false;
  const written = bindStatement(statement, options.names, {
    namespace: options.namespace,
    literalCount,
    keepsRepeats: isGeneric,
    parameterTypes: options.parameterTypes ?? noTypes,
    takesLocks: true,
  });
  const sight = new ValuesInSight(isGeneric ? [] : knownParameters(written, options.print));
  const bound = optimizeStatement(written, seeing(options.statistics.lookup, sight));
  return {
    text: options.text,
    namespace: options.namespace,
    catalogVersion: catalog.version,
    statisticsVersion: dependsOnStatistics(bound) ? options.statistics.version : undefined,
    bound,
    access: accessOf(bound, catalog),
    pinned: pinnedLiterals(bound, options.print),
    repeats: bound.repeats,
    choices: sight.choices,
    compiled: compile(bound, catalog),
  };
}

/** Only where there is an order of joins, or one of several ways to a table's rows, to choose. */
function dependsOnStatistics(bound: BoundStatement): boolean {
  return plansOf(bound).some(hasChoice);
}

function plansOf(bound: BoundStatement): readonly Plan[] {
  switch (bound.kind) {
    case 'query':
      return [bound.plan];
    case 'with-writes': {
      const members = bound.members.flatMap((member) =>
        'write' in member ? plansOf(member.write) : [member.plan],
      );
      return [...members, ...plansOf(bound.main)];
    }
    default:
      return bound.source === undefined ? [] : [bound.source];
  }
}

function hasChoice(plan: Plan): boolean {
  if (plan.kind === 'scan') return plan.table.indexes.length > 0;
  return plan.kind === 'join' || children(plan).some(hasChoice);
}

function checkWritable(statement: RowStatement, namespace: string): void {
  for (const { table } of writesOf(statement)) {
    const space = table.namespace?.text ?? namespace;
    if (!isSystemNamespace(space)) continue;
    throw new CoreError('CORE_READ_ONLY', `table '${space}.${table.name.text}' is read-only`, {
      position: table.name.at,
    });
  }
}

function accessOf(bound: BoundStatement, catalog: CatalogCache): readonly Access[] {
  const reads = bound.reads.map((table) => tableAccess('select', table, catalog));
  const writes = boundWritesOf(bound).flatMap((write) =>
    actionsOf(write).map((action) => tableAccess(action, write.table, catalog)),
  );
  // To lock rows takes what to change them takes.
  const locks = bound.locked.map((table) => tableAccess('update', table, catalog));
  return [...writes, ...locks, ...reads];
}

/** What a write does to its table. */
function actionsOf(bound: BoundWrite): readonly TableAction[] {
  const updates = bound.kind === 'insert' && bound.conflict?.update !== undefined;
  const reads = updates || bound.kind === 'merge' || bound.returning !== undefined;
  return [
    ...writeActions(bound),
    ...(updates ? ['update' as const] : []),
    ...(reads ? ['select' as const] : []),
  ];
}

function pinnedLiterals(
  bound: BoundStatement,
  print: Fingerprint | undefined,
): readonly PinnedLiteral[] {
  if (print === undefined) return [];
  return bound.pinnedSlots.map((slot) => ({ slot, text: literalText(print, slot) }));
}

function compile(bound: BoundStatement, catalog: CatalogCache): Compiled {
  if (bound.kind !== 'with-writes') {
    const main = compilePlain(bound, catalog);
    return main.kind === 'write' && bound.locked.length > 0 ? inParts(bound, [], main) : main;
  }
  const queries = bound.members.flatMap((member) => ('write' in member ? [] : [member]));
  const isPlain = queries.length === bound.members.length && bound.locked.length === 0;
  if (isPlain && bound.main.kind !== 'query') return compileChange(bound.main, catalog, queries);
  const members = bound.members.map(
    (member): CompiledMember =>
      'write' in member ? { ...member, write: compileChange(member.write, catalog) } : member,
  );
  return inParts(bound, members, compilePlain(bound.main, catalog));
}

function inParts(
  bound: BoundStatement,
  members: readonly CompiledMember[],
  main: CompiledPlain,
): CompiledWithWrites {
  return { kind: 'with-writes', writtenTables: writtenTables(bound), members, main };
}

function writtenTables(bound: BoundStatement): string {
  const ids = new Set(boundWritesOf(bound).map(({ table }) => table.id));
  return [...ids].sort((left, right) => left - right).join(' ');
}

function compilePlain(bound: BoundPlainStatement, catalog: CatalogCache): CompiledPlain {
  if (bound.kind !== 'query') return compileChange(bound, catalog);
  const fields = resultFields(bound.plan.schema, bound.origins);
  const read = compilePointRead(bound.plan);
  return read === undefined
    ? { kind: 'query', fields, plan: bound.plan }
    : { kind: 'point-read', fields, read };
}

function storedTable({ id }: TableInfo, catalog: CatalogCache): StoredTable {
  const table = catalog.byId(id);
  assert(table !== undefined, 'a table with rows of its own is stored');
  return table;
}

function compileChange(
  bound: BoundWrite,
  catalog: CatalogCache,
  common: PreparedWrite['common'] = [],
): PreparedWrite {
  const table = storedTable(bound.table, catalog);
  const reads =
    bound.kind !== 'insert' ||
    bound.source !== undefined ||
    bound.reads.length > 0 ||
    common.length > 0;
  const fields = bound.returning && resultFields(bound.returning.schema, bound.returning.origins);
  const run = compileWrite(bound, table);
  return { kind: 'write', verb: bound.kind, bound, table, common, reads, fields, run };
}

/** The columns of a result, flagged where they are columns of a table. */
function resultFields(schema: Schema, origins: BoundQuery['origins']): readonly ResultField[] {
  return schema.map(({ name, type }, index) => ({
    name,
    type,
    flags: columnFlags(origins[index]),
  }));
}

function columnFlags(origin: BoundQuery['origins'][number]): ResultField['flags'] {
  if (origin === undefined) return [];
  const flags: ('pk' | 'nn')[] = [];
  if (origin.table.primaryKey.includes(origin.column)) flags.push('pk');
  if (!origin.table.columns[origin.column].nullable) flags.push('nn');
  return flags;
}
