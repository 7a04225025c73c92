/**
 * A JSON value taken apart. Objects are maps, so no member's name can touch a prototype; their
 * members are in the order in which texts have them. Numbers keep all their digits.
 */
export type JsonTree =
  | null
  | boolean
  | string
  | JsonNumber
  | readonly JsonTree[]
  | ReadonlyMap<string, JsonTree>;

/** `digits` are plain: no exponent, no zeros that add nothing, no `-0`. */
interface JsonNumber {
  readonly digits: string;
}

/** What JSON_TYPEOF calls a value. */
export type JsonKind = 'null' | 'boolean' | 'string' | 'number' | 'array' | 'object';

/** How deep arrays and objects may lie within each other. */
export const MAX_JSON_DEPTH = 1000;

/** The kind of a value. */
export function jsonKind(tree: JsonTree): JsonKind {
  if (tree === null) return 'null';
  if (typeof tree === 'boolean') return 'boolean';
  if (typeof tree === 'string') return 'string';
  if (isJsonArray(tree)) return 'array';
  return isJsonObject(tree) ? 'object' : 'number';
}

/** Whether a value is an array. */
export function isJsonArray(tree: JsonTree): tree is readonly JsonTree[] {
  return Array.isArray(tree);
}

/** Whether a value is an object. */
export function isJsonObject(tree: JsonTree): tree is ReadonlyMap<string, JsonTree> {
  return tree instanceof Map;
}

/** An object of members, of which the last of a name counts, in the order of texts. */
export function jsonObject(members: Iterable<readonly [string, JsonTree]>): JsonTree {
  const entries = [...new Map(members)];
  return new Map(entries.sort(([left], [right]) => compareNames(left, right)));
}

/** Shorter names go first (in UTF-8 bytes), then by bytes: PostgreSQL's order of JSONB. */
function compareNames(left: string, right: string): number {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length - b.length || Buffer.compare(a, b);
}
