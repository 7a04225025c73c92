import type { FromTable, WithMember, WithNode } from './ast.ts';

/**
 * The tables and views that a part of a syntax tree reads, in the order of its text, as often as it
 * names them. What WITH gives a name within the part is none of them. Looks into all kinds of nodes
 * but literals, so that none can be forgotten.
 */
export function tablesRead(part: object): readonly FromTable[] {
  const found: FromTable[] = [];
  collect(part, new Set(), found);
  return found;
}

/** `common`: names without a namespace that WITH gives a meaning to. */
function collect(node: unknown, common: ReadonlySet<string>, found: FromTable[]): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const part of node) collect(part, common, found);
    return;
  }
  if (isTable(node)) {
    const { namespace, name } = node.table;
    if (namespace !== undefined || !common.has(name.text)) found.push(node);
    return;
  }
  const { kind, with: clause } = node as {
    readonly kind?: string;
    readonly with?: WithNode<WithMember>;
  };
  // VALUES may have a hundred thousand of them.
  if (kind === 'literal') return;
  const inner = clause === undefined ? common : collectCommon(clause, common, found);
  for (const part of Object.values(node)) {
    if (part !== clause) collect(part, inner, found);
  }
}

/** The names that are common within the query that has the clause. */
function collectCommon(
  { recursive, tables }: WithNode<WithMember>,
  common: ReadonlySet<string>,
  found: FromTable[],
): ReadonlySet<string> {
  const all = new Set([...common, ...tables.map(({ name }) => name.text)]);
  const before = new Set(common);
  for (const table of tables) {
    collect(table, recursive ? all : before, found);
    before.add(table.name.text);
  }
  return all;
}

function isTable(node: object): node is FromTable {
  return 'kind' in node && node.kind === 'table' && 'table' in node;
}
