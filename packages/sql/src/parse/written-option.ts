import type { Name } from '../ast/name.ts';
import { SqlError } from '../error.ts';

/** An option in the parentheses behind a verb, as it is written; without a value it is switched on. */
export interface WrittenOption {
  readonly name: Name;
  readonly value: string | undefined;
}

const switches: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['off', false],
  ['0', false],
]);

/** Whether an option of `verb` is on; `undefined` if it is not given. SQL_INVALID_OPTION. */
export function switchOf(verb: string, option: WrittenOption | undefined): boolean | undefined {
  if (option === undefined) return undefined;
  const value = switches.get((option.value ?? 'on').toLowerCase());
  if (value === undefined) throw wrongValue(verb, option, 'ON or OFF');
  return value;
}

/**
 * Options of `verb` that are switches, by name; of several with one name the last one holds.
 * SQL_INVALID_OPTION for unknown names and values.
 */
export function readSwitches<N extends string>(
  verb: string,
  names: readonly N[],
  written: readonly WrittenOption[],
): ReadonlyMap<N, boolean> {
  const given = new Map<N, boolean>();
  for (const option of written) {
    given.set(knownName(verb, names, option.name), switchOf(verb, option) ?? true);
  }
  return given;
}

/** The one of `names` that an option has. SQL_INVALID_OPTION. */
export function knownName<N extends string>(
  verb: string,
  names: readonly N[],
  { text, at }: Name,
): N {
  const known = names.find((name) => name === (text === 'analyse' ? 'analyze' : text));
  if (known !== undefined) return known;
  const all = names.map((name) => name.toUpperCase());
  const list = [all.slice(0, -1).join(', '), ...all.slice(-1)].filter(Boolean).join(' and ');
  throw new SqlError('SQL_INVALID_OPTION', `${verb} has no option "${text}"`, {
    position: at,
    hint: `The options are ${list}.`,
  });
}

/** SQL_INVALID_OPTION at an option whose value is not what is `wanted`. */
export function wrongValue(verb: string, { name, value }: WrittenOption, wanted: string): SqlError {
  const message = `${name.text.toUpperCase()} of ${verb} is ${wanted}, not "${value ?? ''}"`;
  return new SqlError('SQL_INVALID_OPTION', message, { position: name.at });
}
