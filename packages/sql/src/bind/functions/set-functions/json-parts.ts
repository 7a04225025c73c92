import { isJsonArray, isJsonObject, type JsonTree } from '../../../types/json/json-tree.ts';
import { parseJsonTree } from '../../../types/json/parse-json.ts';
import { printJsonTree } from '../../../types/json/print-json.ts';
import { elementTexts, plainText } from '../../../types/json/scan-json.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import type { Row, Value } from '../../../types/value.ts';
import type { SetFunction } from '../functions.ts';
import { cannot } from '../sets/json-operators.ts';

const { json, text } = sqlTypes;

/** The elements of JSON arrays and the members of objects, under both of PostgreSQL's names. */
export const jsonPartFunctions: readonly SetFunction[] = [
  ...parts('array_elements', [{ name: 'value', type: json, nullable: false }], elements),
  ...parts('array_elements_text', [{ name: 'value', type: text, nullable: true }], elementValues),
  ...parts('object_keys', [{ type: text, nullable: false }], keys),
  ...parts(
    'each',
    [
      { name: 'key', type: text, nullable: false },
      { name: 'value', type: json, nullable: false },
    ],
    members,
  ),
  ...parts(
    'each_text',
    [
      { name: 'key', type: text, nullable: false },
      { name: 'value', type: text, nullable: true },
    ],
    memberValues,
  ),
];

type PartRows = (value: string, name: string) => Iterable<Row>;

function parts(suffix: string, columns: SetFunction['columns'], rows: PartRows): SetFunction[] {
  return ['json', 'jsonb'].map((prefix) => {
    const name = `${prefix}_${suffix}`;
    return {
      name,
      parameters: [json],
      columns,
      volatility: 'immutable',
      strict: true,
      rows: ([value]) => rows(value as string, name),
    };
  });
}

function* elements(value: string): Generator<Row> {
  const texts = elementTexts(value);
  if (texts === undefined) throw cannot(`extract elements from ${noun(parseJsonTree(value))}`);
  for (const element of texts) yield [element];
}

function* elementValues(value: string): Generator<Row> {
  for (const [element] of elements(value)) yield [plainValue(element)];
}

function* keys(value: string, name: string): Generator<Row> {
  for (const key of objectOf(value, name).keys()) yield [key];
}

function* members(value: string, name: string): Generator<Row> {
  for (const [key, member] of objectOf(value, name)) yield [key, printJsonTree(member)];
}

function* memberValues(value: string, name: string): Generator<Row> {
  for (const [key, member] of members(value, name)) yield [key, plainValue(member)];
}

function plainValue(value: Value): Value {
  return plainText(value as string);
}

function objectOf(value: string, name: string): ReadonlyMap<string, JsonTree> {
  const tree = parseJsonTree(value);
  if (isJsonObject(tree)) return tree;
  throw cannot(`call ${name} on ${noun(tree)}`);
}

function noun(tree: JsonTree): string {
  if (isJsonObject(tree)) return 'an object';
  return isJsonArray(tree) ? 'an array' : 'a scalar';
}
