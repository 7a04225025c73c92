import type { ExplainOptions } from '../ast/explain-ast.ts';
import type { Name } from '../ast/name.ts';
import { SqlError } from '../error.ts';

/** An option of EXPLAIN as it is written; without a value it is switched on. */
export interface WrittenOption {
  readonly name: Name;
  readonly value: string | undefined;
}

const names = ['analyze', 'format', 'timing', 'summary'] as const;
type OptionName = (typeof names)[number];

const switches: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['off', false],
  ['0', false],
]);

/**
 * What the options of EXPLAIN say; of several with one name the last one holds. Unknown names and
 * values, and what needs ANALYZE without it, are SQL_INVALID_OPTION.
 */
export function explainOptions(written: readonly WrittenOption[]): ExplainOptions {
  const given = new Map<OptionName, WrittenOption>();
  for (const option of written) given.set(knownName(option.name), option);
  const analyze = switchOf(given.get('analyze')) ?? false;
  const timing = switchOf(given.get('timing'));
  const summary = switchOf(given.get('summary'));
  for (const name of ['timing', 'summary'] as const) {
    const option = given.get(name);
    if (!analyze && option !== undefined && switchOf(option) === true) throw needsAnalyze(option);
  }
  return {
    analyze,
    format: formatOf(given.get('format')),
    timing: timing ?? analyze,
    summary: summary ?? analyze,
  };
}

function knownName({ text, at }: Name): OptionName {
  const known = names.find((name) => name === (text === 'analyse' ? 'analyze' : text));
  if (known !== undefined) return known;
  throw new SqlError('SQL_INVALID_OPTION', `EXPLAIN has no option "${text}"`, {
    position: at,
    hint: 'The options are ANALYZE, FORMAT, TIMING and SUMMARY.',
  });
}

function switchOf(option: WrittenOption | undefined): boolean | undefined {
  if (option === undefined) return undefined;
  const value = switches.get((option.value ?? 'on').toLowerCase());
  if (value === undefined) throw wrongValue(option, 'ON or OFF');
  return value;
}

function formatOf(option: WrittenOption | undefined): ExplainOptions['format'] {
  const value = option === undefined ? 'text' : option.value?.toLowerCase();
  if (value === 'text' || value === 'json') return value;
  throw wrongValue(option as WrittenOption, 'TEXT or JSON');
}

function wrongValue({ name, value }: WrittenOption, wanted: string): SqlError {
  const message = `${name.text.toUpperCase()} of EXPLAIN is ${wanted}, not "${value ?? ''}"`;
  return new SqlError('SQL_INVALID_OPTION', message, { position: name.at });
}

function needsAnalyze({ name }: WrittenOption): SqlError {
  return new SqlError('SQL_INVALID_OPTION', `${name.text.toUpperCase()} of EXPLAIN needs ANALYZE`, {
    position: name.at,
    hint: 'Only a statement that is run has something to measure.',
  });
}
