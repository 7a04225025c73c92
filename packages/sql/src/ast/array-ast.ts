import type { Expression } from './query-ast.ts';

/** Nodes that arrays bring. */
export type ArrayExpression = ArrayConstructor | Subscript | Slice;

/** `ARRAY[a, b]`; within another one the word ARRAY may be left out. */
export interface ArrayConstructor {
  readonly kind: 'array';
  readonly elements: readonly Expression[];
  readonly at: number;
}

/** `operand[index]` */
export interface Subscript {
  readonly kind: 'subscript';
  readonly operand: Expression;
  readonly index: Expression;
  readonly at: number;
}

/** `operand[lower:upper]` */
export interface Slice {
  readonly kind: 'slice';
  readonly operand: Expression;
  readonly lower: Expression | undefined;
  readonly upper: Expression | undefined;
  readonly at: number;
}
