import { SqlError } from '../error.ts';

/** `[namespace.]name` out of a value. */
export interface QualifiedName {
  readonly namespace: string | undefined;
  readonly name: string;
}

const part = String.raw`\s*(?:"((?:[^"]|"")+)"|([^\s."]+))\s*`;
const pattern = new RegExp(String.raw`^${part}(?:\.${part})?$`, 'u');

/**
 * The name that a text holds as SQL reads it, also in double quotes: folded to lower case. Throws
 * SQL_INVALID_NAME for other texts.
 */
export function parseQualifiedName(text: string): QualifiedName {
  const match = pattern.exec(text);
  if (match === null) {
    throw new SqlError('SQL_INVALID_NAME', `invalid name syntax: "${text}"`, {
      hint: "Write it as in SQL, such as 'namespace.name'.",
    });
  }
  const [, ...words] = match;
  const first = folded(words[0], words[1]) as string;
  const second = folded(words[2], words[3]);
  return second === undefined
    ? { namespace: undefined, name: first }
    : { namespace: first, name: second };
}

function folded(quoted: string | undefined, plain: string | undefined): string | undefined {
  return (quoted?.replaceAll('""', '"') ?? plain)?.toLowerCase();
}
