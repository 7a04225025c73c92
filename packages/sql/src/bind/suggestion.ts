import { closestWord } from '../parse/did-you-mean.ts';

/** `Did you mean "…"?` for the candidate closest to a misspelled name, if one is close. */
export function suggestion(word: string, candidates: readonly string[]): string | undefined {
  const closest = closestWord(word, candidates);
  return closest === undefined ? undefined : `Did you mean "${closest}"?`;
}
