import type { Expression } from './ast.ts';
import type { Name } from './name.ts';

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
  | '<<'
  | '>>'
  | '~'
  | '~*'
  | '!~'
  | '!~*'
  | 'is distinct from'
  | 'is not distinct from';

/** `operand COLLATE name`; `collation` is outermost first. */
export interface Collate {
  readonly kind: 'collate';
  readonly operand: Expression;
  readonly collation: readonly Name[];
  readonly at: number;
}

/** `name => value`, only as an argument of a call. */
export interface NamedArgument {
  readonly kind: 'named-argument';
  readonly name: Name;
  readonly value: Expression;
  readonly at: number;
}
