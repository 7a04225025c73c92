import type { ExplainOptions } from '../ast/explain-ast.ts';
import { SqlError } from '../error.ts';
import { knownName, switchOf, type WrittenOption, wrongValue } from './written-option.ts';

const names = ['analyze', 'format', 'timing', 'summary'] as const;
type OptionName = (typeof names)[number];

/**
 * What the options of EXPLAIN say; of several with one name the last one holds. Unknown names and
 * values, and what needs ANALYZE without it, are SQL_INVALID_OPTION.
 */
export function explainOptions(written: readonly WrittenOption[]): ExplainOptions {
  const given = new Map<OptionName, WrittenOption>();
  for (const option of written) given.set(knownName('EXPLAIN', names, option.name), option);
  const isOn = (name: OptionName) => switchOf('EXPLAIN', given.get(name));
  const analyze = isOn('analyze') ?? false;
  for (const name of ['timing', 'summary'] as const) {
    const option = given.get(name);
    if (!analyze && option !== undefined && isOn(name) === true) throw needsAnalyze(option);
  }
  return {
    analyze,
    format: formatOf(given.get('format')),
    timing: isOn('timing') ?? analyze,
    summary: isOn('summary') ?? analyze,
  };
}

function formatOf(option: WrittenOption | undefined): ExplainOptions['format'] {
  const value = option === undefined ? 'text' : option.value?.toLowerCase();
  if (value === 'text' || value === 'json') return value;
  throw wrongValue('EXPLAIN', option as WrittenOption, 'TEXT or JSON');
}

function needsAnalyze({ name }: WrittenOption): SqlError {
  return new SqlError('SQL_INVALID_OPTION', `${name.text.toUpperCase()} of EXPLAIN needs ANALYZE`, {
    position: name.at,
    hint: 'Only a statement that is run has something to measure.',
  });
}
