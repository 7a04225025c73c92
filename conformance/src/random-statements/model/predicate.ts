import type { Choices } from '../../choices.ts';
import { type Column, fieldOf, type Row } from './row.ts';
import { compare, literal, someValue, type Value } from './value.ts';

/** A condition on a row, as text and as what it means. */
export interface Predicate {
  readonly columns: readonly Column[];
  /** With the columns' present names, each behind `prefix`. */
  text(prefix?: string): string;
  /** `null`: unknown. */
  test(row: Row): boolean | null;
}

/** A condition on some of the columns. */
export function somePredicate(choices: Choices, columns: readonly Column[], depth = 1): Predicate {
  const kind = depth === 0 ? 0 : choices.below(6);
  if (kind < 4) return comparison(choices, choices.pick(columns));
  const left = somePredicate(choices, columns, depth - 1);
  const right = somePredicate(choices, columns, depth - 1);
  return kind === 4 ? and(left, right) : not(and(left, right));
}

export function and(left: Predicate, right: Predicate): Predicate {
  return {
    columns: [...left.columns, ...right.columns],
    text: (prefix) => `(${left.text(prefix)} AND ${right.text(prefix)})`,
    test: (row) => conjunction(left.test(row), right.test(row)),
  };
}

function not(inner: Predicate): Predicate {
  return {
    columns: inner.columns,
    text: (prefix) => `NOT ${inner.text(prefix)}`,
    test: (row) => negation(inner.test(row)),
  };
}

function conjunction(left: boolean | null, right: boolean | null): boolean | null {
  if (left === false || right === false) return false;
  return left === null || right === null ? null : true;
}

function negation(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

export function equals(column: Column, value: Value): Predicate {
  return compared(column, '=', value, (sign) => sign === 0);
}

function comparison(choices: Choices, column: Column): Predicate {
  const value = () => someValue(choices, column.type);
  switch (choices.below(8)) {
    case 1:
      return compared(column, '<', value(), (sign) => sign < 0);
    case 2:
      return compared(column, '>=', value(), (sign) => sign >= 0);
    case 3:
      return compared(column, '<>', value(), (sign) => sign !== 0);
    case 4:
      return isNull(column, choices.rarely(2));
    case 5:
      return between(column, value(), value());
    case 6:
      return isIn(column, choices.several(1, 3, value));
    default:
      return equals(column, value());
  }
}

function compared(
  column: Column,
  operator: string,
  value: Value,
  isMet: (sign: number) => boolean,
): Predicate {
  return ofColumn(column, ` ${operator} ${literal(value)}`, (found) =>
    value === null ? null : isMet(compare(found, value)),
  );
}

function between(column: Column, low: Value, high: Value): Predicate {
  return ofColumn(
    column,
    ` BETWEEN ${literal(low)} AND ${literal(high)}`,
    (found) => compare(found, low) >= 0 && compare(found, high) <= 0,
  );
}

function isIn(column: Column, values: readonly Value[]): Predicate {
  return ofColumn(column, ` IN (${values.map(literal).join(', ')})`, (found) =>
    values.includes(found),
  );
}

function isNull(column: Column, negated: boolean): Predicate {
  return {
    columns: [column],
    text: (prefix = '') => `${prefix}${column.name} IS ${negated ? 'NOT ' : ''}NULL`,
    test: (row) => (fieldOf(row, column) === null) !== negated,
  };
}

/** Unknown for a NULL. */
function ofColumn(
  column: Column,
  rest: string,
  isMet: (found: Exclude<Value, null>) => boolean | null,
): Predicate {
  return {
    columns: [column],
    text: (prefix = '') => `${prefix}${column.name}${rest}`,
    test: (row) => {
      const found = fieldOf(row, column);
      return found === null ? null : isMet(found);
    },
  };
}
