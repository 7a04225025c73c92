import { arrayOf, type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { Row, Value } from '../../../types/value.ts';
import type { SetFunction } from '../functions.ts';
import { splitText } from '../sets/array-text.ts';
import { eachMatch, splitByPattern } from '../sets/regexp-parts.ts';

const { text } = sqlTypes;

/** The parts of texts between delimiters, and what regular expressions find in them. */
export const textPartFunctions: readonly SetFunction[] = [
  ...withOptional('string_to_table', { type: text, nullable: true }, false, stringParts),
  ...withOptional('regexp_split_to_table', { type: text, nullable: false }, true, patternParts),
  ...withOptional('regexp_matches', { type: arrayOf(text), nullable: false }, true, (values) =>
    eachRow(eachMatch(values)),
  ),
];

/** A function of two texts, and perhaps a third. */
function withOptional(
  name: string,
  column: { readonly type: SqlType; readonly nullable: boolean },
  strict: boolean,
  rows: SetFunction['rows'],
): SetFunction[] {
  return [
    [text, text],
    [text, text, text],
  ].map((parameters) => ({
    name,
    parameters,
    columns: [column],
    volatility: 'immutable',
    strict,
    rows,
  }));
}

function stringParts(values: readonly Value[]): Iterable<Row> {
  return eachRow(splitText(values) ?? []);
}

function patternParts(values: readonly Value[]): Iterable<Row> {
  return eachRow(splitByPattern('regexp_split_to_table', values));
}

function* eachRow(values: Iterable<Value>): Generator<Row> {
  for (const value of values) yield [value];
}
