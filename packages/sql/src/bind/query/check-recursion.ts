import assert from 'node:assert/strict';
import type { CommonTable, FromItem, FromTable, Query, SetOperation } from '../../ast/ast.ts';
import { tablesRead } from '../../ast/tables-read.ts';
import { SqlError } from '../../error.ts';

/** Where a part of a syntax tree reads the common table of this name. */
export function selfReferences(name: string, part: object): readonly FromTable[] {
  return tablesRead(part).filter(
    ({ table }) => table.namespace === undefined && table.name.text === name,
  );
}

/**
 * The union that a recursive table must be, with PostgreSQL's rules for it: only its right side reads
 * the table, once, in FROM, and where what it reads can only add rows. SQL_INVALID_RECURSION
 * otherwise; SQL_UNSUPPORTED for clauses around the union.
 */
export function checkRecursion({ name, query }: CommonTable): SetOperation {
  if (query.kind !== 'set-operation' || query.operator !== 'union') {
    throw invalid(
      `recursive query "${name.text}" does not have the form non-recursive-term UNION [ALL] recursive-term`,
      name.at,
    );
  }
  const { left, right, orderBy, limit, offset } = query;
  const [before] = selfReferences(name.text, left);
  if (before !== undefined) throw misplaced(before, 'within its non-recursive term');
  refuseClause('ORDER BY', orderBy[0]?.expression.at);
  refuseClause('LIMIT', limit?.at);
  refuseClause('OFFSET', offset?.at);
  const references = new Set(selfReferences(name.text, right));
  const placed = referencesOf(right, undefined).filter(({ table }) => references.has(table));
  for (const { table, place } of placed) {
    if (place !== undefined) throw misplaced(table, `within ${place}`);
  }
  if (placed.length > 1) throw misplaced(placed[1].table, 'more than once');
  // What is left stands in subqueries of expressions, or in the WITH clause.
  for (const { table } of placed) references.delete(table);
  const [elsewhere] = [...references, ...selfReferences(name.text, query.with ?? {})];
  if (elsewhere !== undefined) throw misplaced(elsewhere, 'within a subquery');
  return query;
}

/** A table of FROM, and the place it must not be read in, if it is in one. */
interface PlacedTable {
  readonly table: FromTable;
  readonly place: string | undefined;
}

/** What queries read in FROM, not within expressions. */
function referencesOf(query: Query, place: string | undefined): readonly PlacedTable[] {
  const common = (query.with?.tables ?? []).flatMap((table) => referencesOf(table.query, place));
  switch (query.kind) {
    case 'select':
      return [...common, ...(query.from === undefined ? [] : inFrom(query.from, place))];
    case 'set-operation': {
      const [left, right] = operandPlaces(query);
      return [
        ...common,
        ...referencesOf(query.left, place ?? left),
        ...referencesOf(query.right, place ?? right),
      ];
    }
    case 'values':
      return common;
    default:
      return assert.fail(String(query satisfies never));
  }
}

function operandPlaces({ operator, all }: SetOperation): readonly (string | undefined)[] {
  switch (operator) {
    case 'union':
      return [undefined, undefined];
    case 'intersect':
      return all ? ['INTERSECT', 'INTERSECT'] : [undefined, undefined];
    case 'except':
      return [all ? 'EXCEPT' : undefined, 'EXCEPT'];
    default:
      return assert.fail(String(operator satisfies never));
  }
}

function inFrom(from: FromItem, place: string | undefined): readonly PlacedTable[] {
  switch (from.kind) {
    case 'table':
      return [{ table: from, place }];
    case 'derived':
      return referencesOf(from.query, place);
    case 'function':
      return [];
    case 'join': {
      const { joinKind, left, right } = from;
      const pads = (side: 'left' | 'right') =>
        joinKind === side || joinKind === 'full' ? 'an outer join' : undefined;
      return [...inFrom(left, place ?? pads('right')), ...inFrom(right, place ?? pads('left'))];
    }
    default:
      return assert.fail(String(from satisfies never));
  }
}

function refuseClause(clause: string, position: number | undefined): void {
  if (position === undefined) return;
  throw new SqlError('SQL_UNSUPPORTED', `${clause} in a recursive query is not implemented`, {
    position,
    hint: `Write ${clause} where the query is read.`,
  });
}

function misplaced({ table, at }: FromTable, place: string): SqlError {
  return invalid(`recursive reference to query "${table.name.text}" must not appear ${place}`, at);
}

function invalid(message: string, position: number): SqlError {
  return new SqlError('SQL_INVALID_RECURSION', message, { position });
}
