import {
  type BoundParameters,
  coerceParameter,
  type Fingerprint,
  type KnownParameters,
  type LiteralToken,
  literalValue,
  type ParameterInput,
  SqlError,
  type SqlType,
  type Value,
} from '@kalamdb/sql';
import type { DatabaseLimits } from '../../database-options.ts';
import { isTooDeep, MAX_PARAMETER_DEPTH, parameterSize } from './parameter-size.ts';

const noValues: readonly Value[] = [];

/** Refuse more, deeper or longer parameters than allowed: SQL_INVALID_PARAMETER naming the first. */
export function checkParameters(
  parameters: readonly ParameterInput[],
  limits: DatabaseLimits,
): void {
  if (parameters.length > limits.parameters) {
    throw new SqlError(
      'SQL_INVALID_PARAMETER',
      `${parameters.length} parameters were given; at most ${limits.parameters} are allowed`,
    );
  }
  for (let index = 0; index < parameters.length; index++) {
    if (isTooDeep(parameters[index])) {
      throw new SqlError(
        'SQL_INVALID_PARAMETER',
        `parameter $${index + 1} nests deeper than ${MAX_PARAMETER_DEPTH} levels`,
        { hint: 'Give it as JSON text.' },
      );
    }
    const size = parameterSize(parameters[index]);
    if (size <= limits.parameterBytes) continue;
    throw new SqlError(
      'SQL_INVALID_PARAMETER',
      `parameter $${index + 1} has ${size} bytes; at most ${limits.parameterBytes} are allowed`,
    );
  }
}

/**
 * The values of an execution: the user's `$n`, then the lifted literals, each converted to the type
 * that binding found. Of `parameters` there are at least as many as the statement names; those that
 * it does not name are not looked at. Pinned literals of no type are part of the plan and stay NULL.
 */
export function bindParameters(
  bound: BoundParameters,
  parameters: readonly ParameterInput[],
  literals: readonly LiteralToken[],
): readonly Value[] {
  const { parameterTypes: types, userParameterCount, userParameters } = bound;
  if (types.length === 0) return noValues;
  const values: Value[] = new Array(types.length);
  for (const number of userParameters) {
    const index = number - 1;
    values[index] = coerceParameter(parameters[index] ?? null, types[index], number);
  }
  for (let slot = 0; slot < literals.length; slot++) {
    const type = types[userParameterCount + slot];
    values[userParameterCount + slot] =
      type.kind === 'unknown' ? null : literalValue(literals[slot], type);
  }
  return values;
}

/** What is known of an execution's values by the text alone: those of its lifted literals. */
export function knownParameters(
  { parameterTypes, userParameterCount }: BoundParameters,
  print: Fingerprint | undefined,
): KnownParameters {
  if (print === undefined) return [];
  return parameterTypes.map((type, index) =>
    index < userParameterCount
      ? undefined
      : knownValue(print.literals[index - userParameterCount], type),
  );
}

/** `undefined` for what is no value of the type: whoever needs it will say so. */
function knownValue(literal: LiteralToken, type: SqlType): Value | undefined {
  if (type.kind === 'unknown') return undefined;
  try {
    return literalValue(literal, type);
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

/**
 * Throws SQL_INVALID_PARAMETER unless `given` parameters are those that a lone statement names:
 * `numbers`, ascending.
 */
export function checkFit(numbers: readonly number[], given: number): void {
  const count = numbers.at(-1) ?? 0;
  if (count !== given) {
    throw new SqlError(
      'SQL_INVALID_PARAMETER',
      `the statement has ${count} parameter(s), but ${given} were given`,
      { hint: 'Give one value for each of $1, $2, … in order.' },
    );
  }
  if (numbers.length < given) throw unnamedError('the statement does not name', new Set(numbers));
}

/** The error of a value whose `$n` is not among those named. */
export function unnamedError(subject: string, named: ReadonlySet<number>): SqlError {
  let number = 1;
  while (named.has(number)) number += 1;
  return new SqlError(
    'SQL_INVALID_PARAMETER',
    `${subject} parameter $${number}, for which a value was given`,
    { hint: 'Leave it out, and number the others without a gap.' },
  );
}
