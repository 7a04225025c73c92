import { type BoundExpression, compileRow, type ExecutionContext, type Value } from '@kalamdb/sql';

/** Evaluates an expression that depends on nothing but a row. */
export type ImmutableEvaluator = (row: readonly Value[]) => Value;

/** Compile an immutable expression. */
export function compileImmutable(expression: BoundExpression): ImmutableEvaluator {
  if (expression.kind === 'column') {
    const { index } = expression;
    return (row) => row[index] as Value;
  }
  const evaluate = compileRow(expression);
  return (row) => evaluate(row, nothing);
}

const refuse = (): never => {
  throw new TypeError('an immutable expression asks for nothing');
};

/** The context of expressions that depend on none. */
const nothing: ExecutionContext = {
  parameters: [],
  now: 0n,
  clock: refuse,
  currentUser: '',
  currentRole: '',
  ids: { snowflakeId: refuse, uuidV7: refuse, uuidV4: refuse, random: refuse, ulid: refuse },
  openTable: refuse,
  signal: undefined,
};
