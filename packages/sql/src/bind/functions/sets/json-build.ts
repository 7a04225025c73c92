import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { elementsOf, shapeOf } from '../../../types/array-shape.ts';
import { type JsonTree, jsonObject } from '../../../types/json/json-tree.ts';
import { parseJsonTree } from '../../../types/json/parse-json.ts';
import { printJsonTree } from '../../../types/json/print-json.ts';
import { arrayOf, sqlTypes } from '../../../types/sql-type.ts';
import type { ArrayValue, Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import { aliases, strictFunction } from './define.ts';
import { cannot } from './json-operators.ts';
import { checkLength } from './text.ts';

const { json, text } = sqlTypes;
const texts = arrayOf(text);

/** Functions that make JSON of their arguments; binding makes JSON of those of the first two. */
export const jsonBuildFunctions: readonly ScalarFunction[] = [
  ...aliases(['json_build_array', 'jsonb_build_array'], {
    ...strictFunction('json_build_array', [], json, (values) =>
      checked(`[${values.map((value) => value ?? 'null').join(', ')}]`),
    ),
    variadic: json,
    strict: false,
  }),
  ...aliases(['json_build_object', 'jsonb_build_object'], {
    ...strictFunction('json_build_object', [], json, (values) => buildObject(values)),
    variadic: json,
    strict: false,
  }),
  // A row is a JSON object as it is.
  strictFunction('row_to_json', [json], json, ([row]) => row),
  ...aliases(
    ['json_object', 'jsonb_object'],
    strictFunction('json_object', [texts], json, ([pairs]) => objectOfPairs(pairs as ArrayValue)),
  ),
  ...aliases(
    ['json_object', 'jsonb_object'],
    strictFunction('json_object', [texts, texts], json, ([names, values]) =>
      objectOf(elementsOf(names as ArrayValue), elementsOf(values as ArrayValue)),
    ),
  ),
];

/** Names and values in turn, the names as JSON strings. */
function buildObject(values: readonly Value[]): string {
  const members: [string, JsonTree][] = [];
  for (let index = 0; index < values.length; index += 2) {
    const name = values[index];
    if (name === null) {
      throw new SqlError('SQL_INVALID_VALUE', `argument ${index + 1}: key must not be null`, {
        sqlState: conditions.invalidParameterValue,
      });
    }
    const value = values[index + 1];
    members.push([
      memberName(name as string),
      value === null ? null : parseJsonTree(value as string),
    ]);
  }
  return checked(printJsonTree(jsonObject(members)));
}

/** The name of a member from what JSON makes of any value. Throws SQL_INVALID_VALUE. */
export function memberName(text: string): string {
  const tree = parseJsonTree(text);
  if (typeof tree === 'string') return tree;
  if (tree === null)
    throw new SqlError('SQL_INVALID_VALUE', 'a key must not be null', {
      sqlState: conditions.invalidParameterValue,
    });
  if (text.startsWith('[') || text.startsWith('{')) {
    throw new SqlError('SQL_INVALID_VALUE', 'key value must be scalar, not array or object', {
      sqlState: conditions.invalidParameterValue,
    });
  }
  return text;
}

function objectOfPairs(array: ArrayValue): string {
  const shape = shapeOf(array);
  if (shape.length > 2 || (shape.length === 2 && shape[1] !== 2)) {
    throw cannot('make an object: array must have two columns', conditions.arraySubscriptError);
  }
  const flat = elementsOf(array);
  if (flat.length % 2 !== 0)
    throw cannot(
      'make an object: array must have even number of elements',
      conditions.arraySubscriptError,
    );
  return objectOf(
    flat.filter((_, index) => index % 2 === 0),
    flat.filter((_, index) => index % 2 === 1),
  );
}

function objectOf(names: ArrayValue, values: ArrayValue): string {
  if (names.length !== values.length)
    throw cannot('make an object: mismatched array dimensions', conditions.arraySubscriptError);
  const members = names.map((name, index): [string, JsonTree] => {
    if (name === null) {
      throw new SqlError('SQL_INVALID_VALUE', 'null value not allowed for object key', {
        sqlState: conditions.nullValueNotAllowed,
      });
    }
    return [name as string, values[index] as string | null];
  });
  return checked(printJsonTree(jsonObject(members)));
}

function checked(text: string): string {
  checkLength(text.length);
  return text;
}
