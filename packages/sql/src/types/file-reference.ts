import { SqlError } from '../error.ts';
import type { CastRules } from './cast-rule.ts';
import { isJsonObject, type JsonTree } from './json/json-tree.ts';
import { parseJsonTree } from './json/parse-json.ts';
import { printJsonTree } from './json/print-json.ts';
import { checkText } from './text-forms.ts';

/** Whether a member of a FILE is what it must be. */
type Check = (member: JsonTree | undefined) => boolean;

const isString: Check = (member) => typeof member === 'string' && member !== '';

const isCount: Check = (member) =>
  typeof member === 'object' &&
  member !== null &&
  'digits' in member &&
  /^\d{1,15}$/.test(member.digits);

/** What the JSON of a FILE has: no other members, and all but `shard`. */
const members: ReadonlyMap<string, Check> = new Map([
  ['id', isString],
  ['sub', isString],
  ['name', isString],
  ['size', isCount],
  ['mime', isString],
  ['sha256', (member) => typeof member === 'string' && /^[0-9a-f]{64}$/.test(member)],
  ['shard', (member) => member === undefined || isCount(member)],
]);

/** Casts of a FILE: its JSON, as text and as JSON. */
export const fileRules: CastRules = {
  text: { context: 'assignment', cast: (value) => value },
  json: { context: 'implicit', cast: (value) => value },
};

/** The FILE that a JSON text spells, in canonical form. Throws SQL_INVALID_VALUE. */
export function parseFile(text: string): string {
  const tree = parseJsonTree(checkText(text));
  if (!isJsonObject(tree)) throw invalid('is a JSON object');
  for (const name of tree.keys()) {
    if (!members.has(name)) throw invalid(`has no member "${name}"`);
  }
  for (const [name, check] of members) {
    if (!check(tree.get(name))) throw invalid(`needs a valid member "${name}"`);
  }
  return printJsonTree(tree);
}

function invalid(what: string): SqlError {
  return new SqlError('SQL_INVALID_VALUE', `the JSON of a FILE ${what}`, {
    hint: 'It has "id", "sub", "name", "size", "mime", "sha256" and perhaps "shard".',
  });
}
