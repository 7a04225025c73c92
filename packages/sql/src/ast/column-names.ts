import type { ColumnReference, Expression } from './ast.ts';

/** The names of the columns that an expression reads, without those of tables before them. */
export function referencedColumns(expression: Expression): ReadonlySet<string> {
  const found = new Set<string>();
  mapColumns(expression, (column) => {
    const name = column.path.at(-1);
    if (name !== undefined) found.add(name.text);
    return column;
  });
  return found;
}

/** Other names of a table and of some of its columns, by their present ones. */
export interface Renaming {
  readonly columns: ReadonlyMap<string, string>;
  readonly tables: ReadonlyMap<string, string>;
}

/** The expression, over rows of one table, with its columns and qualifiers called anew. */
export function renameColumns(expression: Expression, { columns, tables }: Renaming): Expression {
  return mapColumns(expression, (column) => {
    const last = column.path.length - 1;
    const path = column.path.map((name, index) => {
      const names = index === last ? columns : index === last - 1 ? tables : undefined;
      return { ...name, text: names?.get(name.text) ?? name.text };
    });
    return { ...column, path };
  });
}

/** The tree with `map` of each column in place of it. Trees are as high as the parser lets them be. */
function mapColumns(
  expression: Expression,
  map: (column: ColumnReference) => ColumnReference,
): Expression {
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    if ('kind' in node && node.kind === 'column') return map(node as ColumnReference);
    return Object.fromEntries(Object.entries(node).map(([key, field]) => [key, visit(field)]));
  };
  return visit(expression) as Expression;
}
