import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import {
  changeAt,
  inserting,
  type PathChange,
  setting,
  textAt,
} from '../../../types/json/json-path.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonTree,
  jsonKind,
} from '../../../types/json/json-tree.ts';
import { parseJsonTree } from '../../../types/json/parse-json.ts';
import { prettyJsonTree, printJsonTree } from '../../../types/json/print-json.ts';
import { elementTexts, plainText } from '../../../types/json/scan-json.ts';
import { arrayOf, type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import { aliases, strictFunction } from './define.ts';
import { cannot } from './json-operators.ts';
import { checkLength } from './text.ts';

const { json, text, int, boolean } = sqlTypes;
const texts = arrayOf(text);

type Path = readonly (string | null)[];

/** Functions of JSON under both of PostgreSQL's names. */
export const jsonFunctions: readonly ScalarFunction[] = [
  ...named('array_length', [json], int, ([value]) => lengthOf(value as string)),
  ...named('typeof', [json], text, ([value]) => jsonKind(parseJsonTree(value as string))),
  ...named('strip_nulls', [json], json, ([value]) =>
    printJsonTree(stripNulls(parseJsonTree(value as string))),
  ),
  ...named(
    'extract_path',
    [json, texts],
    json,
    ([value, path]) => textAt(value as string, path as Path) ?? null,
  ),
  ...named('extract_path_text', [json, texts], text, ([value, path]) => {
    const found = textAt(value as string, path as Path);
    return found === undefined ? null : plainText(found);
  }),
  strictFunction('jsonb_pretty', [json], text, ([value]) => {
    const pretty = prettyJsonTree(parseJsonTree(value as string));
    checkLength(pretty.length);
    return pretty;
  }),
  changing('jsonb_set', [], (value) => setting(value, true)),
  changing('jsonb_set', [boolean], (value, create) => setting(value, create === true)),
  changing('jsonb_insert', [], (value) => inserting(value, false)),
  changing('jsonb_insert', [boolean], (value, after) => inserting(value, after === true)),
];

function named(
  name: string,
  parameters: readonly SqlType[],
  returns: SqlType,
  row: ScalarFunction['row'],
): ScalarFunction[] {
  return aliases([`json_${name}`, `jsonb_${name}`], strictFunction(name, parameters, returns, row));
}

function lengthOf(value: string): number {
  const elements = elementTexts(value);
  if (elements !== undefined) return elements.length;
  const isObject = isJsonObject(parseJsonTree(value));
  throw cannot(`get array length of ${isObject ? 'a non-array' : 'a scalar'}`);
}

/** Members that are null are left out, at any depth; elements stay. */
function stripNulls(tree: JsonTree): JsonTree {
  if (isJsonArray(tree)) return tree.map(stripNulls);
  if (!isJsonObject(tree)) return tree;
  const kept = [...tree].filter(([, value]) => value !== null);
  return new Map(kept.map(([name, value]) => [name, stripNulls(value)]));
}

/** `name(target, path, value[, flag])` */
function changing(
  name: string,
  flags: readonly SqlType[],
  change: (value: JsonTree, flag: Value | undefined) => PathChange,
): ScalarFunction {
  return strictFunction(
    name,
    [json, texts, json, ...flags],
    json,
    ([target, path, value, flag]) => {
      const tree = parseJsonTree(target as string);
      if (!isJsonArray(tree) && !isJsonObject(tree)) {
        throw new SqlError('SQL_INVALID_VALUE', 'cannot set path in scalar', {
          sqlState: conditions.invalidParameterValue,
        });
      }
      const changed = changeAt(tree, path as Path, change(parseJsonTree(value as string), flag));
      const result = printJsonTree(changed);
      checkLength(result.length);
      return result;
    },
  );
}
