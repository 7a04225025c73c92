import assert from 'node:assert/strict';
import type {
  Assignment,
  CommonTable,
  CommonWrite,
  ConflictTarget,
  Delete,
  Insert,
  Merge,
  MergeAction,
  MergeClause,
  MergeMatch,
  OnConflict,
  Truncate,
  Update,
  WithWrites,
  WriteStatement,
} from './ast.ts';
import { printExpression } from './print-expression.ts';
import { printName, printNames, printTableName, words } from './print-name.ts';
import {
  printCommonTable,
  printFrom,
  printItems,
  printMemberHead,
  printQuery,
  printRows,
  printWhere,
  printWith,
} from './print-query.ts';
import { isQuery } from './query-clauses.ts';

/** INSERT, UPDATE, DELETE or MERGE. */
export function printWrite(statement: WriteStatement): string {
  switch (statement.kind) {
    case 'insert':
      return printInsert(statement);
    case 'update':
      return printUpdate(statement);
    case 'delete':
      return printDelete(statement);
    case 'merge':
      return printMerge(statement);
    default:
      return assert.fail(String(statement satisfies never));
  }
}

/** A statement behind a WITH that writes. */
export function printWithWrites({ with: { recursive, tables }, main }: WithWrites): string {
  return words(
    'WITH',
    recursive && 'RECURSIVE',
    tables.map(printMember).join(', '),
    isQuery(main) ? printQuery(main, printExpression) : printWrite(main),
  );
}

function printMember(member: CommonTable | CommonWrite): string {
  return 'query' in member
    ? printCommonTable(member, printExpression)
    : `${printMemberHead(member)} (${printWrite(member.statement)})`;
}

function printInsert(insert: Insert): string {
  const { columns, rows, query } = insert;
  return words(
    printCommon(insert),
    'INSERT INTO',
    printTarget(insert),
    columns.length > 0 && `(${printNames(columns)})`,
    printOverriding(insert),
    query === undefined ? printValues(rows) : printQuery(query, printExpression),
    insert.onConflict && printConflict(insert.onConflict),
    printReturning(insert),
  );
}

function printUpdate(update: Update): string {
  return words(
    printCommon(update),
    'UPDATE',
    printTarget(update),
    printSet(update.assignments),
    update.from && `FROM ${printFrom(update.from, printExpression)}`,
    printWhere(update.where, printExpression),
    printReturning(update),
  );
}

function printDelete(statement: Delete): string {
  return words(
    printCommon(statement),
    'DELETE FROM',
    printTarget(statement),
    statement.from && `USING ${printFrom(statement.from, printExpression)}`,
    printWhere(statement.where, printExpression),
    printReturning(statement),
  );
}

function printMerge(merge: Merge): string {
  return words(
    printCommon(merge),
    'MERGE INTO',
    printTarget(merge),
    `USING ${printFrom(merge.source, printExpression)}`,
    `ON ${printExpression(merge.on)}`,
    merge.clauses.map(printMergeClause).join(' '),
    printReturning(merge),
  );
}

const matchWords: Readonly<Record<MergeMatch, string>> = {
  matched: 'MATCHED',
  'not-matched': 'NOT MATCHED',
  'not-matched-by-source': 'NOT MATCHED BY SOURCE',
};

function printMergeClause({ match, condition, action }: MergeClause): string {
  return words(
    `WHEN ${matchWords[match]}`,
    condition && `AND ${printExpression(condition)}`,
    `THEN ${printMergeAction(action)}`,
  );
}

function printMergeAction(action: MergeAction): string {
  switch (action.kind) {
    case 'update':
      return `UPDATE ${printSet(action.assignments)}`;
    case 'delete':
      return 'DELETE';
    case 'insert': {
      const { columns, values } = action;
      return words(
        'INSERT',
        columns.length > 0 && `(${printNames(columns)})`,
        printOverriding(action),
        printValues([values]),
      );
    }
    case 'nothing':
      return 'DO NOTHING';
    default:
      return assert.fail(String(action satisfies never));
  }
}

function printSet(assignments: readonly Assignment[]): string {
  return `SET ${assignments.map(printAssignment).join(', ')}`;
}

function printAssignment(assignment: Assignment): string {
  if ('column' in assignment) {
    return `${printName(assignment.column)} = ${printExpression(assignment.value)}`;
  }
  const { columns, query } = assignment;
  return `(${printNames(columns)}) = (${printQuery(query, printExpression)})`;
}

function printConflict({ target, update }: OnConflict): string {
  return words(
    'ON CONFLICT',
    target && printConflictTarget(target),
    update === undefined ? 'DO NOTHING' : `DO UPDATE ${printSet(update.assignments)}`,
    printWhere(update?.where, printExpression),
  );
}

function printConflictTarget(target: ConflictTarget): string {
  if (target.kind === 'constraint') return `ON CONSTRAINT ${printName(target.name)}`;
  const keys = target.keys.map(printExpression).join(', ');
  return words(`(${keys})`, printWhere(target.where, printExpression));
}

export function printTruncate({ tables, restartIdentity, cascade }: Truncate): string {
  return words(
    'TRUNCATE',
    tables.map(printTableName).join(', '),
    restartIdentity && 'RESTART IDENTITY',
    cascade && 'CASCADE',
  );
}

function printCommon({ with: common }: WriteStatement): string | undefined {
  return common && printWith(common, printExpression);
}

function printTarget({ table, alias }: Pick<Insert, 'table' | 'alias'>): string {
  return words(printTableName(table), alias && `AS ${printName(alias)}`);
}

function printOverriding({ overriding }: Pick<Insert, 'overriding'>): string | undefined {
  return overriding && `OVERRIDING ${overriding.toUpperCase()} VALUE`;
}

function printValues(rows: Insert['rows']): string {
  const isDefault = rows.length === 1 && rows[0].length === 0;
  return isDefault ? 'DEFAULT VALUES' : `VALUES ${printRows(rows, printExpression)}`;
}

function printReturning({ returning }: Pick<Insert, 'returning'>): string | undefined {
  return returning.length === 0 ? undefined : `RETURNING ${printItems(returning, printExpression)}`;
}
