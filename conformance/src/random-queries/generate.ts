import { Choices } from '../choices.ts';
import type { Dialect } from './dialect.ts';
import { expression } from './expression.ts';
import type { Features } from './features.ts';
import { type Fragment, sql } from './fragment.ts';
import { fromClause } from './from.ts';
import { bounded } from './order.ts';
import { predicate } from './predicate.ts';
import { lateralQuery, query } from './query.ts';
import { type KnownTable, NameSource, type Scope } from './scope.ts';

/** Levels of queries inside queries. */
const NESTING = 2;

const MOST_COMMON_ROWS = 20;

/** The query that a tape of numbers stands for. */
export function generateQuery(
  tape: readonly number[],
  features: Features,
  tables: readonly KnownTable[],
): (dialect: Dialect) => string {
  const choices = new Choices(tape);
  const scope: Scope = {
    features,
    tables,
    relations: [],
    outer: [],
    nesting: NESTING,
    names: new NameSource(),
    grammar: { expression, predicate, fromClause, query, lateralQuery },
  };
  return choices.rarely(6) ? withCommonTable(choices, scope) : query(choices, scope).sql;
}

function withCommonTable(choices: Choices, scope: Scope): Fragment {
  const common = bounded(choices, query(choices, { ...scope, nesting: 1 }), MOST_COMMON_ROWS);
  const columns = common.types.map((type, index) => ({ name: `c${index + 1}`, type }));
  const named: KnownTable = { name: 'common', columns, hasKey: false, rows: common.rows };
  // Twice, so that it is picked as often as the others.
  const main = query(choices, { ...scope, tables: [named, ...scope.tables, named] });
  const names = columns.map(({ name }) => name).join(', ');
  return sql`WITH common(${names}) AS (${common.sql}) ${main.sql}`;
}
