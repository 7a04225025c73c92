import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { isJsonArray, isJsonObject, type JsonTree, jsonObject } from './json-tree.ts';
import { elementText, memberText } from './scan-json.ts';

const integer = /^[ \t\n\r\v\f]*[+-]?\d{1,10}$/;

/** What lies at a path of names and positions in a text, as text; `undefined` if nothing does. */
export function textAt(text: string, path: readonly (string | null)[]): string | undefined {
  let found: string | undefined = text;
  for (const step of path) {
    if (found === undefined || step === null) return undefined;
    found = found[0] === '[' ? elementAt(found, step) : memberText(found, step);
  }
  return found;
}

function elementAt(text: string, step: string): string | undefined {
  const index = indexOf(step);
  return index === undefined ? undefined : elementText(text, index);
}

function indexOf(step: string): number | undefined {
  return integer.test(step) ? Number(step) : undefined;
}

/** How a path's last step changes the array or object that it leads to. */
export interface PathChange {
  /** The new elements in place of those at `index`, which may lie outside. */
  readonly inArray: (elements: readonly JsonTree[], index: number) => readonly JsonTree[];
  readonly inObject: (
    members: ReadonlyMap<string, JsonTree>,
    name: string,
  ) => Iterable<readonly [string, JsonTree]>;
}

/**
 * `tree` changed at the end of a path; the tree itself where the path leads nowhere. Throws
 * SQL_INVALID_VALUE for a NULL in the path and for a step into an array that is no integer.
 */
export function changeAt(
  tree: JsonTree,
  path: readonly (string | null)[],
  change: PathChange,
): JsonTree {
  return path.length === 0 ? tree : changeFrom(tree, path, 0, change);
}

function changeFrom(
  tree: JsonTree,
  path: readonly (string | null)[],
  depth: number,
  change: PathChange,
): JsonTree {
  const step = path[depth];
  if (step === null) {
    throw new SqlError('SQL_INVALID_VALUE', `path element at position ${depth + 1} is null`, {
      sqlState: conditions.nullValueNotAllowed,
    });
  }
  const isLast = depth === path.length - 1;
  if (isJsonObject(tree)) {
    if (isLast) return jsonObject(change.inObject(tree, step));
    const member = tree.get(step);
    if (member === undefined) return tree;
    return new Map([...tree, [step, changeFrom(member, path, depth + 1, change)]]);
  }
  if (!isJsonArray(tree)) return tree;
  const index = positionOf(step, depth, tree.length);
  if (isLast) return change.inArray(tree, index);
  if (index < 0 || index >= tree.length) return tree;
  return tree.with(index, changeFrom(tree[index], path, depth + 1, change));
}

/** From the end if negative; what is still negative lies before the array. */
function positionOf(step: string, depth: number, length: number): number {
  const index = indexOf(step);
  if (index === undefined) {
    throw new SqlError(
      'SQL_INVALID_VALUE',
      `path element at position ${depth + 1} is not an integer: "${step}"`,
    );
  }
  return index < 0 ? index + length : index;
}

/** JSONB_SET: put `value` there; where nothing is yet only if `create`. */
export function setting(value: JsonTree, create: boolean): PathChange {
  return {
    inArray: (elements, index) => {
      if (index >= 0 && index < elements.length) return elements.with(index, value);
      if (!create) return elements;
      return index < 0 ? [value, ...elements] : [...elements, value];
    },
    inObject: (members, name) =>
      create || members.has(name) ? [...members, [name, value]] : members,
  };
}

/** JSONB_INSERT: put `value` before or after an element; as a member only if there is none yet. */
export function inserting(value: JsonTree, after: boolean): PathChange {
  return {
    inArray: (elements, index) => {
      const at = index + Number(after);
      if (index < 0) return [value, ...elements];
      return elements.toSpliced(Math.min(at, elements.length), 0, value);
    },
    inObject: (members, name) => {
      if (!members.has(name)) return [...members, [name, value]];
      throw new SqlError('SQL_INVALID_VALUE', `cannot replace existing key "${name}"`, {
        sqlState: conditions.invalidParameterValue,
        hint: 'Use JSONB_SET to replace the value of a key.',
      });
    },
  };
}

/** `#-`: leave out what is there. */
export const removing: PathChange = {
  inArray: (elements, index) =>
    index >= 0 && index < elements.length ? elements.toSpliced(index, 1) : elements,
  inObject: (members, name) => [...members].filter(([member]) => member !== name),
};
