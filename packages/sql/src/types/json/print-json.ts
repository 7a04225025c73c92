import { isJsonArray, isJsonObject, type JsonTree } from './json-tree.ts';

/** The canonical text of a value, which is PostgreSQL's of JSONB: `{"a": 1, "b": [true, null]}`. */
export function printJsonTree(tree: JsonTree): string {
  if (tree === null || typeof tree === 'boolean') return String(tree);
  if (typeof tree === 'string') return JSON.stringify(tree);
  if (isJsonArray(tree)) return `[${tree.map(printJsonTree).join(', ')}]`;
  if (!isJsonObject(tree)) return tree.digits;
  return `{${[...tree].map(([name, value]) => `${JSON.stringify(name)}: ${printJsonTree(value)}`).join(', ')}}`;
}

/** The text with a line per member and element, each level four blanks further in. */
export function prettyJsonTree(tree: JsonTree): string {
  return printLines(tree, '');
}

function printLines(tree: JsonTree, indent: string): string {
  const inner = `${indent}    `;
  if (isJsonArray(tree)) {
    const lines = tree.map((element) => inner + printLines(element, inner));
    return inLines('[', lines, ']', indent);
  }
  if (!isJsonObject(tree)) return printJsonTree(tree);
  const lines = [...tree].map(
    ([name, value]) => `${inner}${JSON.stringify(name)}: ${printLines(value, inner)}`,
  );
  return inLines('{', lines, '}', indent);
}

function inLines(open: string, lines: readonly string[], close: string, indent: string): string {
  return [open, ...(lines.length === 0 ? [] : [lines.join(',\n')]), indent + close].join('\n');
}
