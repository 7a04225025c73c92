import type { Regexp, RegexpMatch } from '../../../regexp/regexp.ts';
import { regexpOf } from '../../../regexp/regexp-cache.ts';
import { allMatches, groupText } from '../../../regexp/replace-matches.ts';
import { arrayOf, sqlTypes } from '../../../types/sql-type.ts';
import type { ArrayValue, Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import { strictFunction } from './define.ts';
import { flagged, flagsOf } from './regexp-flags.ts';

const { text } = sqlTypes;
const texts = arrayOf(text);

/** Functions of regular expressions that give arrays. */
export const regexpParts: readonly ScalarFunction[] = [
  [text, text],
  [text, text, text],
].flatMap((parameters) => [
  { ...strictFunction('regexp_match', parameters, texts, firstMatch), givesNull: true as const },
  strictFunction('regexp_split_to_array', parameters, texts, (values) => [
    ...splitByPattern('regexp_split_to_array', values),
  ]),
]);

function firstMatch([value, pattern, flags]: readonly Value[]): Value {
  const hint = 'Use REGEXP_MATCHES instead.';
  const regexp = flagged('regexp_match', pattern, flags, hint);
  for (const match of allMatches(regexp, value as string, 0, true)) {
    return groupsOf(regexp, value as string, match);
  }
  return null;
}

/** What the groups of each match took, of the first one alone without the flag `g`. */
export function* eachMatch([value, pattern, flags]: readonly Value[]): Generator<ArrayValue> {
  const { options, all } = flagsOf(flags);
  const regexp = regexpOf(pattern as string, options);
  for (const match of allMatches(regexp, value as string, 0, true)) {
    yield groupsOf(regexp, value as string, match);
    if (!all) return;
  }
}

/** The texts between matches. Empty matches count only within the text, and not behind a match. */
export function* splitByPattern(
  name: string,
  [value, pattern, flags]: readonly Value[],
): Generator<string> {
  const whole = value as string;
  const regexp = flagged(name, pattern, flags);
  let start = 0;
  let lastEnd = 0;
  for (const [from, end] of allMatches(regexp, whole, 0, false)) {
    if (from < whole.length && end > lastEnd) {
      yield whole.slice(start, from);
      start = end;
    }
    lastEnd = end;
  }
  yield whole.slice(start);
}

/** The whole match where the pattern has no groups; NULL for a group that took no part. */
function groupsOf({ groups }: Regexp, value: string, match: RegexpMatch): ArrayValue {
  if (groups === 0) return [groupText(value, match, 0) ?? null];
  return Array.from({ length: groups }, (_, group) => groupText(value, match, group + 1) ?? null);
}
