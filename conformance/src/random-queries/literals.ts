import type { Choices } from '../choices.ts';
import { type Fragment, sql } from './fragment.ts';
import { typeNames, type ValueType } from './value-type.ts';

const texts = ["''", "'a'", "'b'", "'ab'", "'B'", "'é'", "'10'", "'abc'"];
const dates = ['2024-02-29', '2023-12-31', '1970-01-01'];
const timestamps = ['2024-02-29 00:00:00', '1969-12-31 12:00:00'];

/** A constant of the type; now and then NULL. */
export function literal(choices: Choices, type: ValueType): Fragment {
  if (choices.rarely(9)) return (dialect) => dialect.nullOf(typeNames[type]);
  return literals[type](choices);
}

const literals: Readonly<Record<ValueType, (choices: Choices) => Fragment>> = {
  int: (choices) => sql`${choices.pick([1, 0, 2, 3, -1, 5, 9, -4])}`,
  bigint: (choices) =>
    sql`CAST(${choices.pick([1, 0, 7, 5_000_000_000, -4_000_000_000])} AS BIGINT)`,
  double: (choices) => sql`CAST(${choices.pick(['0.5', '0', '1.25', '-2.5', '4'])} AS DOUBLE)`,
  decimal: (choices) => sql`CAST(${choices.pick(['1.50', '0', '-0.25', '3.33'])} AS DECIMAL(10,2))`,
  text: (choices) => sql`${choices.pick(texts)}`,
  boolean: (choices) => sql`${choices.pick(['TRUE', 'FALSE'])}`,
  date: (choices) => {
    const text = choices.pick(dates);
    return (dialect) => dialect.literal('date', text);
  },
  timestamp: (choices) => {
    const text = choices.pick(timestamps);
    return (dialect) => dialect.literal('timestamp', text);
  },
};
