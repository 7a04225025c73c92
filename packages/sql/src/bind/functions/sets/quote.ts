import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { castFunction } from '../../../types/coerce.ts';
import { parseInt32 } from '../../../types/number-text.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import { characterCount } from './code-points.ts';
import { strictFunction } from './define.ts';
import { quotedWords } from './quoted-words.ts';
import { checkLength } from './text.ts';

const { text } = sqlTypes;

const otherTypes: readonly SqlType[] = Object.values(sqlTypes).filter(
  ({ kind }) => kind !== 'text' && kind !== 'unknown',
);

/** Values as they stand in SQL text: names, literals; FORMAT, which fills such in. */
export const quoteFunctions: readonly ScalarFunction[] = [
  strictFunction('quote_ident', [text], text, ([value]) => quoteName(value as string)),
  ...[sqlTypes.text, ...otherTypes].flatMap(quoting),
  {
    ...strictFunction('format', [text], text, (values) =>
      values[0] === null ? null : format(values[0] as string, values.slice(1)),
    ),
    variadic: text,
    strict: false,
  },
];

function quoting(type: SqlType): ScalarFunction[] {
  const toText = castFunction(type, text);
  const quote = (value: Exclude<Value, null>): string => quoteText(toText(value) as string);
  return [
    strictFunction('quote_literal', [type], text, ([value]) =>
      value === null ? null : quote(value),
    ),
    {
      ...strictFunction('quote_nullable', [type], text, ([value]) =>
        value === null ? 'NULL' : quote(value),
      ),
      strict: false,
    },
  ];
}

/** The name as it is, or in double quotes where it would not be read back. */
function quoteName(name: string): string {
  const isPlain = /^[a-z_][a-z0-9_]*$/.test(name) && !quotedWords.has(name);
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A literal; one with backslashes is written with `E`. */
function quoteText(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return value.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}`.trimStart() : quoted;
}

const specifier = /%(?:(\d+)\$)?(-*)(\*(?:(\d+)\$)?|\d+)?(.)?/gsu;

/** PostgreSQL's FORMAT: `%s`, `%I`, `%L`, `%%`, with positions `n$`, widths and `-`. */
function format(pattern: string, values: readonly Value[]): string {
  let next = 0;
  let length = 0;
  const take = (position: string | undefined): Value => {
    const index = position === undefined ? next : Number(position) - 1;
    if (index < 0)
      throw invalidFormat('format specifies argument 0, but arguments are numbered from 1');
    if (index >= values.length) throw invalidFormat('too few arguments for format()');
    next = index + 1;
    return values[index];
  };
  return pattern.replace(
    specifier,
    (all, position?: string, minus?: string, width?: string, widthAt?: string, kind?: string) => {
      if (all === '%%') return '%';
      if (kind === undefined) throw unterminated();
      const size = width?.startsWith('*') ? readWidth(take(widthAt)) : Number(width ?? 0);
      const shown = show(kind, take(position));
      const padded = pad(shown, size, minus !== '' || size < 0);
      length += padded.length;
      checkLength(length);
      return padded;
    },
  );
}

function readWidth(value: Value): number {
  return value === null ? 0 : parseInt32(value as string);
}

function show(kind: string, value: Value): string {
  switch (kind) {
    case 's':
      return (value as string | null) ?? '';
    case 'I':
      if (value === null)
        throw new SqlError(
          'SQL_INVALID_VALUE',
          'null values cannot be formatted as an SQL identifier',
          { sqlState: conditions.nullValueNotAllowed },
        );
      return quoteName(value as string);
    case 'L':
      return value === null ? 'NULL' : quoteText(value as string);
    default:
      throw new SqlError('SQL_INVALID_VALUE', `unrecognized format() type specifier "${kind}"`, {
        sqlState: conditions.invalidParameterValue,
        hint: 'For a single "%" use "%%".',
      });
  }
}

function pad(shown: string, size: number, isLeft: boolean): string {
  const missing = Math.abs(size) - characterCount(shown);
  if (missing <= 0) return shown;
  checkLength(missing);
  return isLeft ? shown + ' '.repeat(missing) : ' '.repeat(missing) + shown;
}

function unterminated(): SqlError {
  return new SqlError('SQL_INVALID_VALUE', 'unterminated format() type specifier', {
    sqlState: conditions.invalidParameterValue,
    hint: 'For a single "%" use "%%".',
  });
}

function invalidFormat(message: string): SqlError {
  return new SqlError('SQL_INVALID_VALUE', message, { sqlState: conditions.invalidParameterValue });
}
