import { type Name, SqlError } from '@kalamdb/sql';

/** Longest name of a namespace, table or column, in characters. */
const MAX_NAME_LENGTH = 64;

/** Namespaces that belong to the server or would be mistaken for something else. */
const reservedNamespaces: ReadonlySet<string> = new Set([
  'system',
  'sys',
  'root',
  'kalamdb',
  'kalam',
  'main',
  'default',
  'sql',
  'admin',
  'internal',
  'information_schema',
  'pg_catalog',
  'datafusion',
]);

const pattern = /^[a-z][a-z0-9_]*$/;

/** Columns may have any name that can be seen: it never becomes a path or a key. */
const columnPattern = /^(?!\s)[^\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]+(?<!\s)$/u;

/**
 * Accept `name` for a new object: 1 to 64 of a-z, 0-9 and `_`, a letter first; of a column 1 to 64
 * visible characters, not blank at the ends. Otherwise SqlError SQL_INVALID_NAME at the name. Leading underscores are thereby kept for system columns.
 */
export function checkName(
  what: 'namespace' | 'table' | 'column' | 'view' | 'index' | 'constraint' | 'sequence',
  name: Name,
): void {
  const reason = nameFault(what, name.text);
  if (reason === undefined) return;
  throw new SqlError(
    'SQL_INVALID_NAME',
    `invalid ${what} name '${shorten(name.text)}': ${reason}`,
    {
      position: name.at,
      hint: what === 'column' ? columnHint : otherHint,
    },
  );
}

const otherHint = `A name has 1 to ${MAX_NAME_LENGTH} letters, digits or underscores and starts with a letter.`;
const columnHint = `A name has 1 to ${MAX_NAME_LENGTH} visible characters, without blanks at the ends.`;

function nameFault(what: string, text: string): string | undefined {
  if (text === '') return 'it is empty';
  if (text.length > MAX_NAME_LENGTH) return `it has ${text.length} characters`;
  if (text.startsWith('_')) return 'names that start with an underscore are reserved';
  if (!(what === 'column' ? columnPattern : pattern).test(text))
    return 'it has a character that is not allowed';
  if (what === 'namespace' && reservedNamespaces.has(text)) return 'it is reserved';
  return undefined;
}

function shorten(text: string): string {
  return text.length <= MAX_NAME_LENGTH ? text : `${text.slice(0, MAX_NAME_LENGTH)}…`;
}
