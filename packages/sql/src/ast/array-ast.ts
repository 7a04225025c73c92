import type { QuantifiedOperator } from './operator-ast.ts';

/** `ARRAY[a, b]`, of expressions `E`; within another one the word ARRAY may be left out. */
export interface ArrayConstructorNode<E> {
  readonly kind: 'array';
  readonly elements: readonly E[];
  readonly at: number;
}

/** `ARRAY(query)`: the values of the query's only column. */
export interface ArrayQueryNode<Q> {
  readonly kind: 'array-query';
  readonly query: Q;
  readonly at: number;
}

/** `operand operator ANY | ALL (array)`; SOME is ANY. `at` is the operator's offset. */
export interface QuantifiedArrayNode<E> {
  readonly kind: 'quantified-array';
  readonly operator: QuantifiedOperator;
  readonly quantifier: 'any' | 'all';
  readonly operand: E;
  readonly array: E;
  readonly at: number;
}

/** `operand[index]` */
export interface SubscriptNode<E> {
  readonly kind: 'subscript';
  readonly operand: E;
  readonly index: E;
  readonly at: number;
}

/** `operand[lower:upper]` */
export interface SliceNode<E> {
  readonly kind: 'slice';
  readonly operand: E;
  readonly lower: E | undefined;
  readonly upper: E | undefined;
  readonly at: number;
}
