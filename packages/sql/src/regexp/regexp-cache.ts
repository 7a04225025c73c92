import { defaultOptions, type RegexpOptions } from './options.ts';
import { compileRegexp, type Regexp } from './regexp.ts';

const CACHED_PATTERNS = 128;
/** Longer patterns are compiled each time: the cache must stay small. */
const MAX_CACHED_LENGTH = 2000;

const cached = new Map<string, Regexp>();
let lastText = '';
let lastOptions: RegexpOptions | undefined;
let last: Regexp | undefined;

/**
 * The compiled pattern; those used of late are kept. Throws as `compileRegexp`. The same options
 * should be given as the same object.
 */
export function regexpOf(text: string, options: RegexpOptions = defaultOptions): Regexp {
  if (last !== undefined && text === lastText && options === lastOptions) return last;
  const key = `${Object.values(options).map(Number).join('')}${text}`;
  const regexp = cached.get(key) ?? compileRegexp(text, options);
  cached.delete(key);
  if (text.length <= MAX_CACHED_LENGTH) cached.set(key, regexp);
  if (cached.size > CACHED_PATTERNS) cached.delete(cached.keys().next().value ?? '');
  last = regexp;
  lastText = text;
  lastOptions = options;
  return regexp;
}
