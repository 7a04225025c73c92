import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import type { CastRule, CastRules } from './cast-rule.ts';
import { parseDecimal } from './decimal.ts';
import { decimalRules } from './decimal-casts.ts';
import { parseEmbedding } from './embedding.ts';
import { parseFile } from './file-reference.ts';
import { jsonKind } from './json/json-tree.ts';
import { parseJsonTree } from './json/parse-json.ts';
import { printJsonTree } from './json/print-json.ts';
import { type SqlTypeKind, sqlTypes, typeName } from './sql-type.ts';
import { checkText } from './text-forms.ts';
import type { Value } from './value.ts';

/** The canonical text of the JSON value that `text` spells. Throws as `parseJsonTree`. */
export function readJson(text: string): string {
  return printJsonTree(parseJsonTree(checkText(text)));
}

/** Casts of JSON: to text as it is, of numbers to numeric types, of booleans to BOOLEAN. */
export const jsonRules: CastRules = {
  text: { context: 'assignment', cast: (value) => value },
  embedding: { context: 'assignment', cast: (value) => parseEmbedding(value as string) },
  file: { context: 'assignment', cast: (value) => parseFile(value as string) },
  boolean: { context: 'explicit', cast: (value) => readBoolean(value as string) },
  smallint: numberRule('smallint'),
  int: numberRule('int'),
  bigint: numberRule('bigint'),
  decimal: numberRule('decimal'),
  float: numberRule('float'),
  double: numberRule('double'),
};

type NumericKind = 'smallint' | 'int' | 'bigint' | 'decimal' | 'float' | 'double';

function numberRule(kind: NumericKind): CastRule {
  return { context: 'explicit', cast: (value) => readNumber(value as string, kind) };
}

function readNumber(text: string, kind: NumericKind): Value {
  if (!/^-?\d/.test(text)) throw wrongKind(text, kind);
  if (kind === 'double') return Number(text);
  const decimal = parseDecimal(text);
  const cast = kind === 'decimal' ? undefined : decimalRules[kind]?.cast;
  return cast === undefined ? decimal : cast(decimal);
}

function readBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw wrongKind(text, 'boolean');
  return text === 'true';
}

function wrongKind(text: string, kind: SqlTypeKind & keyof typeof sqlTypes): SqlError {
  const found = jsonKind(parseJsonTree(text));
  return new SqlError(
    'SQL_INVALID_VALUE',
    `cannot cast a JSON ${found} to type ${typeName(sqlTypes[kind])}`,
    { sqlState: conditions.invalidParameterValue },
  );
}
