/** `ARRAY[a, b]`, of expressions `E`; within another one the word ARRAY may be left out. */
export interface ArrayConstructorNode<E> {
  readonly kind: 'array';
  readonly elements: readonly E[];
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
