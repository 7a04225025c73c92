import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { jsonContains } from '../../../types/json/json-contains.ts';
import { changeAt, removing, textAt } from '../../../types/json/json-path.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonTree,
  jsonObject,
} from '../../../types/json/json-tree.ts';
import { parseJsonTree } from '../../../types/json/parse-json.ts';
import { printJsonTree } from '../../../types/json/print-json.ts';
import { elementText, memberText, plainText } from '../../../types/json/scan-json.ts';
import { arrayOf, type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import { strictFunction } from './define.ts';
import { checkLength } from './text.ts';

const { json, text, int, boolean } = sqlTypes;
const texts = arrayOf(text);

type Path = readonly (string | null)[];

/** The operators of JSON, as PostgreSQL's of JSONB. */
export const jsonOperators: readonly ScalarFunction[] = [
  getting('->', text, json, (value, name) => memberText(value, name as string) ?? null),
  getting('->', int, json, (value, index) => elementText(value, index as number) ?? null),
  getting('->>', text, text, (value, name) => shown(memberText(value, name as string))),
  getting('->>', int, text, (value, index) => shown(elementText(value, index as number))),
  getting('#>', texts, json, (value, path) => textAt(value, path as Path) ?? null),
  getting('#>>', texts, text, (value, path) => shown(textAt(value, path as Path))),
  strictFunction('@>', [json, json], boolean, ([whole, part]) =>
    jsonContains(treeOf(whole), treeOf(part)),
  ),
  strictFunction('<@', [json, json], boolean, ([part, whole]) =>
    jsonContains(treeOf(whole), treeOf(part)),
  ),
  strictFunction('?', [json, text], boolean, ([value, name]) =>
    hasKey(treeOf(value), name as string),
  ),
  strictFunction('?|', [json, texts], boolean, ([value, names]) => {
    const tree = treeOf(value);
    return (names as Path).some((name) => name !== null && hasKey(tree, name));
  }),
  strictFunction('?&', [json, texts], boolean, ([value, names]) => {
    const tree = treeOf(value);
    return (names as Path).every((name) => name === null || hasKey(tree, name));
  }),
  changing('||', json, (left, right) => concat(left, treeOf(right))),
  changing('-', text, (tree, name) => without(tree, [name as string])),
  changing('-', texts, (tree, names) => without(tree, names as Path)),
  changing('-', int, (tree, index) => withoutElement(tree, index as number)),
  changing('#-', texts, (tree, path) => withoutPath(tree, path as Path)),
];

function getting(
  name: string,
  by: SqlType,
  returns: SqlType,
  get: (value: string, by: Value) => Value,
): ScalarFunction {
  return strictFunction(name, [json, by], returns, ([value, key]) => get(value as string, key));
}

function shown(found: string | undefined): string | null {
  return found === undefined ? null : plainText(found);
}

function treeOf(value: Value): JsonTree {
  return parseJsonTree(value as string);
}

function changing(
  name: string,
  by: SqlType,
  change: (tree: JsonTree, by: Value) => JsonTree,
): ScalarFunction {
  return strictFunction(name, [json, by], json, ([value, operand]) => {
    const changed = printJsonTree(change(treeOf(value), operand));
    checkLength(changed.length);
    return changed;
  });
}

/** Whether a text is a member's name, or a string in an array, or the string itself. */
function hasKey(tree: JsonTree, name: string): boolean {
  if (isJsonObject(tree)) return tree.has(name);
  return isJsonArray(tree) ? tree.includes(name) : tree === name;
}

/** Objects are merged; everything else is joined as arrays. */
function concat(left: JsonTree, right: JsonTree): JsonTree {
  if (isJsonObject(left) && isJsonObject(right)) return jsonObject([...left, ...right]);
  const asArray = (tree: JsonTree): readonly JsonTree[] => (isJsonArray(tree) ? tree : [tree]);
  return [...asArray(left), ...asArray(right)];
}

function without(tree: JsonTree, names: Path): JsonTree {
  const gone = new Set<JsonTree>(names.filter((name) => name !== null));
  if (isJsonObject(tree)) return new Map([...tree].filter(([name]) => !gone.has(name)));
  if (isJsonArray(tree)) return tree.filter((element) => !gone.has(element) || element === null);
  throw cannot('delete from a scalar');
}

function withoutElement(tree: JsonTree, index: number): JsonTree {
  if (isJsonObject(tree)) throw cannot('delete from an object by an integer index');
  if (!isJsonArray(tree)) throw cannot('delete from a scalar');
  const at = index < 0 ? index + tree.length : index;
  return at >= 0 && at < tree.length ? tree.toSpliced(at, 1) : tree;
}

function withoutPath(tree: JsonTree, path: Path): JsonTree {
  if (!isJsonObject(tree) && !isJsonArray(tree)) throw cannot('delete path in a scalar');
  return changeAt(tree, path, removing);
}

/** SQL_INVALID_VALUE: `cannot <what>`, of JSON. */
export function cannot(
  what: string,
  sqlState: string = conditions.invalidParameterValue,
): SqlError {
  return new SqlError('SQL_INVALID_VALUE', `cannot ${what}`, { sqlState });
}
