import type {
  BinaryOperator,
  ComparisonOperator,
  PatternOperator,
  QuantifiedOperator,
} from './ast.ts';

/**
 * How tightly operators bind, PostgreSQL's order; a higher level binds tighter. Used by the grammar
 * and by the printer, so that they agree.
 */
export const operatorLevels = {
  or: 1,
  and: 2,
  not: 3,
  is: 4,
  comparison: 5,
  /** BETWEEN, IN, LIKE, ILIKE. */
  predicate: 6,
  /** `||` and whatever has no level of its own. */
  other: 7,
  additive: 8,
  multiplicative: 9,
  power: 10,
  /** AT TIME ZONE. */
  at: 11,
  collate: 12,
  sign: 13,
  /** `a[1]` */
  subscript: 14,
  cast: 15,
  /** Literals, names, calls, anything in parentheses. */
  primary: 16,
} as const;

/** The level of each binary operator. */
export const binaryLevels: Readonly<Record<BinaryOperator, number>> = {
  or: operatorLevels.or,
  and: operatorLevels.and,
  'is distinct from': operatorLevels.is,
  'is not distinct from': operatorLevels.is,
  '=': operatorLevels.comparison,
  '<>': operatorLevels.comparison,
  '<': operatorLevels.comparison,
  '<=': operatorLevels.comparison,
  '>': operatorLevels.comparison,
  '>=': operatorLevels.comparison,
  overlaps: operatorLevels.other,
  '||': operatorLevels.other,
  '&': operatorLevels.other,
  '|': operatorLevels.other,
  '#': operatorLevels.other,
  '->': operatorLevels.other,
  '->>': operatorLevels.other,
  '#>': operatorLevels.other,
  '#>>': operatorLevels.other,
  '#-': operatorLevels.other,
  '@>': operatorLevels.other,
  '<@': operatorLevels.other,
  '?': operatorLevels.other,
  '?|': operatorLevels.other,
  '?&': operatorLevels.other,
  '&&': operatorLevels.other,
  '<->': operatorLevels.other,
  '<=>': operatorLevels.other,
  '<#>': operatorLevels.other,
  '^@': operatorLevels.other,
  '<<': operatorLevels.other,
  '>>': operatorLevels.other,
  '~': operatorLevels.other,
  '~*': operatorLevels.other,
  '!~': operatorLevels.other,
  '!~*': operatorLevels.other,
  '+': operatorLevels.additive,
  '-': operatorLevels.additive,
  '*': operatorLevels.multiplicative,
  '/': operatorLevels.multiplicative,
  '%': operatorLevels.multiplicative,
  '^': operatorLevels.power,
};

/** Whether an operator compares, so that it takes rows, ANY and ALL. */
export function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return binaryLevels[operator] === operatorLevels.comparison;
}

/** Whether an operator matches a pattern, so that it takes ANY and ALL, but no rows. */
export function isPatternOperator(
  operator: BinaryOperator | QuantifiedOperator,
): operator is PatternOperator {
  return isWord(operator) || operator.includes('~');
}

/** The level of an operator with ANY or ALL. */
export function quantifiedLevel(operator: QuantifiedOperator): number {
  return isWord(operator) ? operatorLevels.predicate : binaryLevels[operator];
}

function isWord(
  operator: BinaryOperator | QuantifiedOperator,
): operator is Exclude<PatternOperator, BinaryOperator> {
  return operator.endsWith('like');
}

/** Whether `a op b op c` is an error, as for comparisons. */
export function isNonAssociative(operator: BinaryOperator): boolean {
  const level = binaryLevels[operator];
  return level === operatorLevels.comparison || level === operatorLevels.is;
}
