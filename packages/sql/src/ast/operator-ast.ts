/** Operators before their operand; `@` is ABS, `|/` the square root, `||/` the cube root. */
export type UnaryOperator = '-' | '+' | 'not' | '~' | '@' | '|/' | '||/';

/** Operators between two operands; the LIKE family are nodes of their own. */
export type BinaryOperator =
  | 'and'
  | 'or'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | '||'
  | '&'
  | '|'
  | '#'
  | '->'
  | '->>'
  | '#>'
  | '#>>'
  | '#-'
  | '@>'
  | '<@'
  | '?'
  | '?|'
  | '?&'
  | '&&'
  | '<->'
  | '<=>'
  | '<#>'
  | '^@'
  | '<<'
  | '>>'
  | '~'
  | '~*'
  | '!~'
  | '!~*'
  | 'overlaps'
  | 'is distinct from'
  | 'is not distinct from';

/** Operators that compare, which take rows too. */
export type ComparisonOperator = Extract<BinaryOperator, '=' | '<>' | '<' | '<=' | '>' | '>='>;

/** Operators that match a pattern. */
export type PatternOperator =
  | 'like'
  | 'not like'
  | 'ilike'
  | 'not ilike'
  | Extract<BinaryOperator, '~' | '~*' | '!~' | '!~*'>;

/** Operators that ANY and ALL go with. */
export type QuantifiedOperator = ComparisonOperator | PatternOperator;
