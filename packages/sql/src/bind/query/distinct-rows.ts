import { constant } from '../../plan/build-expression.ts';
import type { Plan } from '../../plan/plan.ts';
import { sqlTypes } from '../../types/sql-type.ts';

/** Each row of `input` once, in order of first appearance. Rows without columns are all the same. */
export function distinctRows(input: Plan): Plan {
  const { schema } = input;
  if (schema.length === 0) {
    const limit = constant(sqlTypes.bigint, 1n);
    return { kind: 'limit', schema, input, limit, offset: undefined, ties: undefined };
  }
  const groups = schema.map(
    ({ name, type }, index) => ({ kind: 'column', type, index, name }) as const,
  );
  return { kind: 'aggregate', schema, input, groups, groupingSets: undefined, aggregates: [] };
}
