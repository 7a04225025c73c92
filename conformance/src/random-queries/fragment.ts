import type { Dialect } from './dialect.ts';

/** A piece of SQL, written the same way for each engine but for its dialect. */
export type Fragment = (dialect: Dialect) => string;

type Part = Fragment | string | number;

/** A fragment of a template: parts that are fragments are written in the dialect. */
export function sql(strings: TemplateStringsArray, ...parts: readonly Part[]): Fragment {
  return (dialect) =>
    strings.reduce((text, next, index) => text + shown(parts[index - 1], dialect) + next);
}

export function join(parts: readonly Part[], separator: string): Fragment {
  return (dialect) => parts.map((part) => shown(part, dialect)).join(separator);
}

function shown(part: Part, dialect: Dialect): string {
  return typeof part === 'function' ? part(dialect) : String(part);
}
