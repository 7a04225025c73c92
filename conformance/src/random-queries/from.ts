import type { Choices } from '../choices.ts';
import { type Fragment, join, sql } from './fragment.ts';
import { bounded } from './order.ts';
import { predicate } from './predicate.ts';
import { columnsOf, type FromClause, type GeneratedQuery, type Scope } from './scope.ts';

/** A derived table has no more rows than this, so that joins of joins stay small. */
const MOST_DERIVED_ROWS = 15;

/** Up to `most` relations, joined one after the other. */
export function fromClause(choices: Choices, scope: Scope, most: number): FromClause {
  let joined = relation(choices, scope);
  const more = choices.below(most);
  for (let count = 0; count < more; count += 1) joined = joinWith(choices, scope, joined);
  return joined;
}

function joinWith(choices: Choices, scope: Scope, left: FromClause): FromClause {
  const kind = choices.pick([
    'JOIN',
    'LEFT JOIN',
    'CROSS JOIN',
    'RIGHT JOIN',
    'FULL JOIN',
    'LATERAL',
  ]);
  if (kind === 'LATERAL' && scope.features.rich && scope.nesting > 0) {
    return lateral(choices, scope, left);
  }
  const right = relation(choices, scope);
  if (kind === 'CROSS JOIN') return pair(left, right, sql`${left.sql} CROSS JOIN ${right.sql}`);
  const on = joinCondition(choices, scope, left, right, kind);
  const name = kind === 'LATERAL' ? 'JOIN' : kind;
  return pair(left, right, sql`${left.sql} ${name} ${right.sql} ON ${on}`);
}

function pair(left: FromClause, right: FromClause, joined: Fragment): FromClause {
  return {
    sql: joined,
    relations: [...left.relations, ...right.relations],
    rows: Math.max(left.rows, 1) * Math.max(right.rows, 1) + left.rows + right.rows,
  };
}

/** Mostly equal columns of a type; FULL JOIN takes nothing else everywhere. */
function joinCondition(
  choices: Choices,
  scope: Scope,
  left: FromClause,
  right: FromClause,
  kind: string,
): Fragment {
  const equalities = choices.several(1, 2, () => equality(choices, scope, left, right));
  if (kind === 'FULL JOIN' || !choices.rarely(3)) return join(equalities, ' AND ');
  const inside: Scope = {
    ...scope,
    relations: [...left.relations, ...right.relations],
    outer: [],
    nesting: 0,
  };
  const condition = predicate(choices, inside, 1);
  return choices.rarely(2) ? condition : join([...equalities, condition], ' AND ');
}

function equality(choices: Choices, scope: Scope, left: FromClause, right: FromClause): Fragment {
  const lefts = columnsOf({ ...scope, relations: left.relations });
  const one = choices.pick(lefts);
  const others = columnsOf({ ...scope, relations: right.relations }).filter(
    ({ type }) => type === one.type,
  );
  return others.length === 0 ? sql`1 = 1` : sql`${one.sql} = ${choices.pick(others).sql}`;
}

function relation(choices: Choices, scope: Scope): FromClause {
  return scope.nesting > 0 && choices.rarely(4) ? derived(choices, scope) : table(choices, scope);
}

function table(choices: Choices, scope: Scope): FromClause {
  const { name, columns, hasKey, rows } = choices.pick(scope.tables);
  const alias = scope.names.next('r');
  const known = columns.map((column) => ({ sql: `${alias}.${column.name}`, type: column.type }));
  const key = hasKey ? `${alias}.id` : undefined;
  return { sql: sql`${name} AS ${alias}`, relations: [{ alias, columns: known, key }], rows };
}

function derived(choices: Choices, scope: Scope): FromClause {
  const inner = { ...scope, relations: [], outer: [], nesting: scope.nesting - 1 };
  return named(choices, scope, scope.grammar.query(choices, inner), '');
}

/** The rows of a query once for each row on its left. */
function lateral(choices: Choices, scope: Scope, left: FromClause): FromClause {
  const inner: Scope = {
    ...scope,
    relations: [],
    outer: columnsOf({ ...scope, relations: left.relations }),
    nesting: 0,
  };
  const right = named(choices, scope, scope.grammar.lateralQuery(choices, inner), 'LATERAL ');
  if (choices.rarely(2)) return pair(left, right, sql`${left.sql} CROSS JOIN ${right.sql}`);
  return pair(left, right, sql`${left.sql} LEFT JOIN ${right.sql} ON TRUE`);
}

function named(
  choices: Choices,
  scope: Scope,
  derivedFrom: GeneratedQuery,
  prefix: string,
): FromClause {
  const { sql: text, types, rows } = bounded(choices, derivedFrom, MOST_DERIVED_ROWS);
  const alias = scope.names.next('q');
  // Of SQLite's, as of all, the columns are called so already.
  const names = types.map((_, index) => (scope.features.rich ? `n${index + 1}` : `c${index + 1}`));
  const columns = types.map((type, index) => ({ sql: `${alias}.${names[index]}`, type }));
  const list = scope.features.rich ? `(${names.join(', ')})` : '';
  return {
    sql: sql`${prefix}(${text}) AS ${alias}${list}`,
    relations: [{ alias, columns, key: undefined }],
    rows,
  };
}
