import type { Choices } from '../choices.ts';
import type { Features } from './features.ts';
import type { Fragment } from './fragment.ts';
import type { ValueType } from './value-type.ts';

/** A column that an expression may name. */
export interface ScopeColumn {
  readonly sql: string;
  readonly type: ValueType;
}

/** A relation of a FROM clause. */
interface ScopeRelation {
  readonly alias: string;
  readonly columns: readonly ScopeColumn[];
  /** A column whose values tell its rows apart; absent where rows may repeat. */
  readonly key: string | undefined;
}

/** A table that a FROM clause may name. */
export interface KnownTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: ValueType }[];
  readonly hasKey: boolean;
  /** At most. */
  readonly rows: number;
}

/** What an expression may refer to, and how much deeper the query may nest. */
export interface Scope {
  readonly features: Features;
  readonly tables: readonly KnownTable[];
  readonly relations: readonly ScopeRelation[];
  /** Of the queries around. */
  readonly outer: readonly ScopeColumn[];
  /** Levels of queries that may follow inside. */
  readonly nesting: number;
  /** Gives aliases that no other part of the query has. */
  readonly names: NameSource;
  readonly grammar: Grammar;
}

/** The rules that stand within one another: queries have expressions, which have queries. */
interface Grammar {
  expression(choices: Choices, scope: Scope, type: ValueType, depth: number): Fragment;
  predicate(choices: Choices, scope: Scope, depth: number): Fragment;
  /** Up to `most` relations. */
  fromClause(choices: Choices, scope: Scope, most: number): FromClause;
  query(choices: Choices, scope: Scope): GeneratedQuery;
  lateralQuery(choices: Choices, scope: Scope): GeneratedQuery;
}

export interface FromClause {
  readonly sql: Fragment;
  readonly relations: readonly ScopeRelation[];
  /** That it gives at most. */
  readonly rows: number;
}

export class NameSource {
  #last = 0;

  next(prefix: string): string {
    this.#last += 1;
    return `${prefix}${this.#last}`;
  }
}

/** A query and what it gives. */
export interface GeneratedQuery {
  readonly sql: Fragment;
  readonly types: readonly ValueType[];
  /** That it gives at most. */
  readonly rows: number;
}

export function columnsOf(scope: Scope): readonly ScopeColumn[] {
  return scope.relations.flatMap(({ columns }) => columns);
}
