/** A table with rows for both engines: values as text that either reads as the column's type. */
export interface Relation {
  readonly name: string;
  readonly columns: readonly RelationColumn[];
  /** One array per column, all of one length; `null` is NULL. */
  readonly values: readonly (readonly (string | null)[])[];
}

export interface RelationColumn {
  readonly name: string;
  /** A type that both engines know by this name. */
  readonly type: string;
}

/** Collects the rows of a relation. */
export interface RelationBuilder {
  add(...row: readonly (string | number | null)[]): void;
  finish(): Relation;
}

/** `columns` as `name TYPE, name TYPE`. */
export function buildRelation(name: string, columns: string): RelationBuilder {
  const described = columns.split(/,\s*(?![^(]*\))/).map((column) => {
    const [columnName, ...type] = column.trim().split(' ');
    return { name: columnName, type: type.join(' ') };
  });
  const values: (string | null)[][] = described.map(() => []);
  return {
    add(...row) {
      for (const [index, value] of row.entries()) {
        values[index].push(value === null ? null : String(value));
      }
    },
    finish: () => ({ name, columns: described, values }),
  };
}
