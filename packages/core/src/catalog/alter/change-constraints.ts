import {
  type AddConstraint,
  type DropConstraint,
  type Name,
  parseExpression,
  primaryKeyName,
  printExpression,
  type RenameConstraint,
  type Renaming,
  renameColumns,
  SqlError,
} from '@kalamdb/sql';
import { addConstraint as withConstraint } from '../constraints/add-constraint.ts';
import { constraintName } from '../constraints/constraint-name.ts';
import { buildStoredTable } from '../stored-table.ts';
import type { CheckRecord, TableDefinition } from '../table-definition.ts';
import type { Alteration } from './alteration.ts';

/** ADD CONSTRAINT, which asks for a look at all rows. */
export function addConstraint(alteration: Alteration, { constraint }: AddConstraint): Alteration {
  const { definition: before, done } = alteration;
  const { info } = buildStoredTable(before);
  const definition = withConstraint(before, constraint, info, alteration.surroundings);
  const added = constraintsOf(definition).find((name) => !constraintsOf(before).includes(name));
  return { ...alteration, definition, done: [...done, `added constraint ${added}`] };
}

/** DROP CONSTRAINT, with its index if it has one. SQL_UNKNOWN_CONSTRAINT if there is none, unless IF EXISTS. */
export function dropConstraint(
  alteration: Alteration,
  { name, ifExists, cascade }: DropConstraint,
): Alteration {
  const { definition, indexes, done } = alteration;
  if (isPrimaryKey(definition, name)) throw keptPrimaryKey(definition, name);
  if (!constraintsOf(definition).includes(name.text)) {
    if (ifExists) return alteration;
    throw noSuchConstraint(definition, name);
  }
  const isOther = (known: { readonly name: string }) => known.name !== name.text;
  return {
    ...alteration,
    definition: withConstraints(definition, (known) => known.filter(isOther)),
    indexes: (definition.uniques ?? []).every(isOther) ? indexes : indexes.filter(isOther),
    done: [...done, `dropped constraint ${name.text}`],
    cascade: alteration.cascade || cascade,
  };
}

/** RENAME CONSTRAINT; the index of a UNIQUE constraint is called as the constraint. */
export function renameConstraint(
  alteration: Alteration,
  { name, to }: RenameConstraint,
): Alteration {
  const { definition, indexes, done, surroundings } = alteration;
  const isKey = isPrimaryKey(definition, name);
  if (!isKey && !constraintsOf(definition).includes(name.text)) {
    throw noSuchConstraint(definition, name);
  }
  const { namespace, uniques = [] } = definition;
  const isUnique = uniques.some((unique) => unique.name === name.text);
  constraintName(definition, to, {
    words: [],
    last: '',
    isTaken: (taken) => isUnique && surroundings.isTaken(namespace, taken),
  });
  const renamed = <T extends { readonly name: string }>(known: T): T =>
    known.name === name.text ? { ...known, name: to.text } : known;
  return {
    ...alteration,
    definition: {
      ...withConstraints(definition, (known) => known.map(renamed)),
      ...(isKey && { primaryKeyName: to.text }),
    },
    indexes: isUnique ? indexes.map(renamed) : indexes,
    done: [...done, `renamed constraint ${name.text} to ${to.text}`],
  };
}

/** The table with `change` applied to each of its lists of constraints. */
function withConstraints(
  definition: TableDefinition,
  change: <T extends { readonly name: string }>(known: readonly T[]) => readonly T[],
): TableDefinition {
  const { checks, uniques, foreignKeys } = definition;
  return {
    ...definition,
    checks: checks && change(checks),
    uniques: uniques && change(uniques),
    foreignKeys: foreignKeys && change(foreignKeys),
  };
}

function isPrimaryKey(table: TableDefinition, { text }: Name): boolean {
  return table.primaryKey.length > 0 && text === primaryKeyName(table);
}

/** Rows are stored by it. */
function keptPrimaryKey(table: TableDefinition, { at }: Name): SqlError {
  return new SqlError(
    'SQL_UNSUPPORTED',
    `the primary key of table "${table.namespace}.${table.name}" cannot be dropped`,
    { position: at, hint: 'Create another table without it and copy the rows.' },
  );
}

function noSuchConstraint({ name: table }: TableDefinition, { text, at }: Name): SqlError {
  const message = `constraint "${text}" of table "${table}" does not exist`;
  return new SqlError('SQL_UNKNOWN_CONSTRAINT', message, { position: at });
}

function constraintsOf(table: TableDefinition): readonly string[] {
  const { checks = [], uniques = [], foreignKeys = [] } = table;
  return [...checks, ...uniques, ...foreignKeys].map(({ name }) => name);
}

/** Constraints whose table or columns are called anew. */
export function renameChecks(
  checks: readonly CheckRecord[] | undefined,
  renaming: Renaming,
): readonly CheckRecord[] | undefined {
  return checks?.map(({ name, text }) => ({
    name,
    text: printExpression(renameColumns(parseExpression(text), renaming)),
  }));
}
