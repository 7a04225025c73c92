import { compareJsonTrees } from './compare-json.ts';
import { isJsonArray, isJsonObject, type JsonTree } from './json-tree.ts';

/**
 * Whether `whole @> part` as PostgreSQL's JSONB has it: an object contains one whose members are
 * contained in its own; an array one of whose elements each is contained in one of its own; and
 * an array also a scalar that is one of its elements.
 */
export function jsonContains(whole: JsonTree, part: JsonTree): boolean {
  const isElement = isJsonArray(whole) && !isJsonArray(part) && !isJsonObject(part);
  if (isElement) return whole.some((element) => contains(element, part));
  return contains(whole, part);
}

function contains(whole: JsonTree, part: JsonTree): boolean {
  if (isJsonObject(part)) {
    if (!isJsonObject(whole)) return false;
    for (const [name, value] of part) {
      const own = whole.get(name);
      if (own === undefined || !contains(own, value)) return false;
    }
    return true;
  }
  if (isJsonArray(part)) {
    return (
      isJsonArray(whole) &&
      part.every((element) => whole.some((candidate) => contains(candidate, element)))
    );
  }
  return !isJsonObject(whole) && !isJsonArray(whole) && compareJsonTrees(whole, part) === 0;
}
