/** What differs in the text of the same query for another engine. */
export interface Dialect {
  /** Whole division that truncates. */
  divide(left: string, right: string): string;
  /** Never NULL: whether two values are the same or both NULL. */
  isSame(left: string, right: string, negated: boolean): string;
  /** A boolean as a value of a result. */
  truth(predicate: string): string;
  /** The literal of a type that has no plain one. */
  literal(type: 'date' | 'timestamp', text: string): string;
  nullOf(type: string): string;
}

const standard: Dialect = {
  divide: (left, right) => `(${left} / ${right})`,
  isSame: (left, right, negated) => `(${left} IS ${negated ? '' : 'NOT '}DISTINCT FROM ${right})`,
  truth: (predicate) => predicate,
  literal: (type, text) => `${type.toUpperCase()} '${text}'`,
  nullOf: (type) => `CAST(NULL AS ${type})`,
};

export const kalamDialect: Dialect = standard;

export const duckDbDialect: Dialect = {
  ...standard,
  divide: (left, right) => `(${left} // ${right})`,
};

/** SQLite has no booleans: 1 and 0 stand for them, also in what our engine is asked. */
const asNumber = (predicate: string) =>
  `CASE WHEN ${predicate} THEN 1 WHEN NOT (${predicate}) THEN 0 END`;

export const sqliteDialect: Dialect = {
  ...standard,
  isSame: (left, right, negated) => `(${left} IS ${negated ? 'NOT ' : ''}${right})`,
  truth: asNumber,
};

/** Our side of the comparison with SQLite. */
export const kalamForSqlite: Dialect = { ...standard, truth: asNumber };
