import { SqlError } from '../../../error.ts';
import type { ExecutionContext, Sequences } from '../../../execute/context.ts';
import { performOnce } from '../../../execute/effects.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { Value } from '../../../types/value.ts';
import type { ScalarFunction, Volatility } from '../functions.ts';

const { bigint, boolean, text } = sqlTypes;

type Use = (sequences: Sequences, values: readonly Value[]) => Value | Promise<Value>;

/** Functions of sequences, which are named by text. */
export const sequenceFunctions: readonly ScalarFunction[] = [
  effect('nextval', [text], (sequences, [name]) => sequences.next(name as string)),
  effect('currval', [text], (sequences, [name]) => sequences.current(name as string)),
  effect('lastval', [], (sequences) => sequences.last()),
  effect('setval', [text, bigint], (sequences, [name, value]) =>
    sequences.set(name as string, value as bigint, true),
  ),
  effect('setval', [text, bigint, boolean], (sequences, [name, value, isCalled]) =>
    sequences.set(name as string, value as bigint, isCalled as boolean),
  ),
  sequenceFunction('pg_get_serial_sequence', [text, text], text, 'stable', (values, context) =>
    sequencesOf(context).ofColumn(values[0] as string, values[1] as string),
  ),
];

function effect(name: string, parameters: readonly SqlType[], use: Use): ScalarFunction {
  const row: ScalarFunction['row'] = (values, context) =>
    performOnce(context, () => use(sequencesOf(context), values));
  return { ...sequenceFunction(name, parameters, bigint, 'volatile', row), effect: true };
}

function sequenceFunction(
  name: string,
  parameters: readonly SqlType[],
  returns: SqlType,
  volatility: Volatility,
  row: ScalarFunction['row'],
): ScalarFunction {
  return { name, parameters, returns, volatility, strict: true, row };
}

function sequencesOf({ sequences }: ExecutionContext): Sequences {
  if (sequences !== undefined) return sequences;
  throw new SqlError('SQL_UNSUPPORTED', 'sequences cannot be used here');
}
