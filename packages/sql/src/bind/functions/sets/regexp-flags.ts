import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { defaultOptions, readFlags } from '../../../regexp/options.ts';
import type { Regexp } from '../../../regexp/regexp.ts';
import { regexpOf } from '../../../regexp/regexp-cache.ts';
import type { Value } from '../../../types/value.ts';

const defaultFlags = { options: defaultOptions, all: false };

let lastFlags = '';
let lastRead: ReturnType<typeof readFlags> = defaultFlags;

/** The options that flags ask for; `all` of `g`. None without flags. */
export function flagsOf(flags: Value | undefined): ReturnType<typeof readFlags> {
  if (flags === undefined) return defaultFlags;
  // The flags read last are kept: most often all rows have the same.
  if (flags !== lastFlags) {
    lastRead = readFlags(flags as string);
    lastFlags = flags as string;
  }
  return lastRead;
}

/** The pattern under flags, of a function to which `g` means nothing: SQL_INVALID_VALUE. */
export function flagged(
  name: string,
  pattern: Value | undefined,
  flags: Value | undefined,
  hint?: string,
): Regexp {
  const { options, all } = flagsOf(flags);
  if (!all) return regexpOf(pattern as string, options);
  const message = `${name}() does not support the "global" option`;
  throw new SqlError('SQL_INVALID_VALUE', message, {
    sqlState: conditions.invalidParameterValue,
    hint,
  });
}
