import type { TypeName } from './name.ts';
import { printName } from './print-name.ts';

/** Names of types that are several words, which quotes would join into one. */
const wordyType =
  /^[a-z_][a-z0-9_]*(?: precision| varying| (?:year|month|day|hour|minute|second)(?: to [a-z]+)?)?( with(?:out)? time zone)?$/;

/** A type as spelled; sizes go before WITH and WITHOUT: `timestamp(3) with time zone`. */
export function printTypeName(type: TypeName): string {
  return printElementType(type) + '[]'.repeat(type.dimensions ?? 0);
}

function printElementType(type: TypeName): string {
  const sizes = type.arguments.length === 0 ? '' : `(${type.arguments.join(', ')})`;
  const match = type.name.includes(' ') ? wordyType.exec(type.name) : null;
  if (match === null) {
    return printName({ text: type.name, at: type.at }) + sizes;
  }
  const tail = match[1] ?? '';
  return type.name.slice(0, type.name.length - tail.length) + sizes + tail;
}
