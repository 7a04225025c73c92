import assert from 'node:assert/strict';
import type { TableInfo } from '../bind/catalog.ts';
import type {
  BoundAssignment,
  BoundDelete,
  BoundInsert,
  BoundMember,
  BoundMerge,
  BoundMergeAction,
  BoundMergeClause,
  BoundStatement,
  BoundUpdate,
  BoundWrite,
} from '../bind/statement.ts';
import { mergeExpressions } from '../bind/write/map-write.ts';
import { node, planTree, printAccess, printRow, subqueryTrees, tableName } from './explain.ts';
import { type ExplainNode, treeLines } from './explain-tree.ts';
import { printBound } from './print-expression.ts';

/** A statement as `explainPlan`; writes name their table, then where their rows come from. */
export function explainStatement(bound: BoundStatement): string {
  return treeLines(statementTree(bound)).join('\n');
}

/** The same as a tree of lines. */
export function statementTree(bound: BoundStatement): ExplainNode {
  switch (bound.kind) {
    case 'query':
      return planTree(bound.plan);
    case 'insert':
      return writeTree(insertLine(bound), bound, conflictTrees(bound), insertedRows(bound));
    case 'update': {
      const { table, assignments } = bound;
      const subqueries = subqueryTrees(assignments.map(({ value }) => value));
      const line = `Update ${tableName(table)} ${printSet(table, assignments)}`;
      return writeTree(line, bound, subqueries, changedRows(bound));
    }
    case 'delete':
      return writeTree(`Delete ${tableName(bound.table)}`, bound, [], changedRows(bound));
    case 'merge': {
      const subqueries = subqueryTrees(bound.clauses.flatMap(mergeExpressions));
      return writeTree(mergeLine(bound), bound, subqueries, planTree(bound.source));
    }
    case 'with-writes': {
      const { members, main } = bound;
      const line = `With ${members.map(({ name }) => name).join(', ')}`;
      return node(line, ...members.map(memberTree), statementTree(main));
    }
    default:
      return assert.fail(String(bound satisfies never));
  }
}

function memberTree(member: BoundMember): ExplainNode {
  return 'write' in member ? statementTree(member.write) : planTree(member.plan);
}

/** `line` with what the statement returns, over its subqueries and its rows. */
function writeTree(
  line: string,
  write: BoundWrite,
  subqueries: readonly ExplainNode[],
  rows: ExplainNode,
): ExplainNode {
  const { returning } = write;
  if (returning === undefined) return { ...node(line, ...subqueries, rows), write };
  const { expressions } = returning;
  const list = expressions.map(printBound).join(', ');
  const inner = [...subqueries, ...subqueryTrees(expressions), rows];
  return { ...node(`${line} returning ${list}`, ...inner), write };
}

function insertLine({ table, conflict }: BoundInsert): string {
  const line = `Insert ${tableName(table)}`;
  if (conflict === undefined) return line;
  const { update } = conflict;
  if (update === undefined) return `${line} on conflict do nothing`;
  const where = update.predicate === undefined ? '' : ` where ${printBound(update.predicate)}`;
  return `${line} on conflict ${printSet(table, update.assignments)}${where}`;
}

function conflictTrees({ conflict }: BoundInsert): readonly ExplainNode[] {
  const { assignments = [], predicate } = conflict?.update ?? {};
  const values = assignments.map(({ value }) => value);
  return subqueryTrees(predicate === undefined ? values : [...values, predicate]);
}

function mergeLine({ table, clauses }: BoundMerge): string {
  const list = clauses.map((clause) => printMergeClause(table, clause));
  return `Merge ${tableName(table)} ${list.join(' ')}`;
}

function printMergeClause(
  table: TableInfo,
  { match, condition, action }: BoundMergeClause,
): string {
  const when = condition === undefined ? '' : ` and ${printBound(condition)}`;
  return `when ${match.replaceAll('-', ' ')}${when} then ${printMergeAction(table, action)}`;
}

function printMergeAction(table: TableInfo, action: BoundMergeAction): string {
  switch (action.kind) {
    case 'update':
      return `update ${printSet(table, action.assignments)}`;
    case 'insert':
      return `insert ${printRow(action.values)}`;
    case 'delete':
      return 'delete';
    case 'nothing':
      return 'do nothing';
    default:
      return assert.fail(String(action satisfies never));
  }
}

function printSet(table: TableInfo, assignments: readonly BoundAssignment[]): string {
  const list = assignments.map(
    ({ column, value }) => `${table.columns[column].name} = ${printBound(value)}`,
  );
  return `set ${list.join(', ')}`;
}

function insertedRows({ rows, source }: BoundInsert): ExplainNode {
  if (source !== undefined) return planTree(source);
  return node(`Values ${rows.map(printRow).join(', ')}`, ...subqueryTrees(rows.flat()));
}

function changedRows({ table, source, predicate, access }: BoundUpdate | BoundDelete): ExplainNode {
  if (source !== undefined) return planTree(source);
  const range = printAccess(table, access);
  const scan = node(`Scan ${tableName(table)}${range === '' ? '' : ` ${range}`}`);
  if (predicate === undefined) return scan;
  return node(`Filter ${printBound(predicate)}`, ...subqueryTrees([predicate]), scan);
}
