import { SqlError } from '../error.ts';

/** SQL_INVALID_REGULAR_EXPRESSION: what is wrong with a pattern. */
export function invalidRegexp(reason: string): SqlError {
  return new SqlError('SQL_INVALID_REGULAR_EXPRESSION', `invalid regular expression: ${reason}`);
}

/** SQL_UNSUPPORTED: what only a search without a bound on its time could find. */
export function unsupportedRegexp(what: string): SqlError {
  return new SqlError('SQL_UNSUPPORTED', `${what} in regular expressions are not supported`, {
    hint: 'Every pattern here is matched in time linear in the text.',
  });
}
