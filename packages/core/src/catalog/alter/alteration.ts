import { type BoundExpression, type Name, SqlError, type Value } from '@kalamdb/sql';
import type { CounterState } from '../../sequences/counting.ts';
import type { SequenceRecord } from '../../sequences/sequence-record.ts';
import type { ConstraintSurroundings } from '../constraints/add-constraint.ts';
import type { ForeignKey } from '../foreign-keys.ts';
import type { IndexRecord } from '../stored-index.ts';
import type { ColumnRecord, TableDefinition } from '../table-definition.ts';

/** A table as the actions of ALTER TABLE done so far have made it; nothing is stored yet. */
export interface Alteration {
  readonly definition: TableDefinition;
  /** Its indexes; those that went with a column are missing. */
  readonly indexes: readonly IndexRecord[];
  /** Ids of columns in which rows that are there already must not have NULL. */
  readonly required: ReadonlySet<number>;
  /** Ids of added columns whose value differs from row to row: rows that are there are given one. */
  readonly filled: ReadonlySet<number>;
  /** What was done, each for the message. */
  readonly done: readonly string[];
  /** Drop the views that do not fit any more. */
  readonly cascade: boolean;
  readonly surroundings: ConstraintSurroundings;
  /** Foreign keys that reference the table. */
  readonly references: readonly ForeignKey[];
  /** Those of its columns. */
  readonly sequences: readonly SequenceRecord[];
  readonly counters: AlteredCounters;
}

/** What is asked about sequences while they are changed. */
export interface AlteredCounters {
  /** An id for a new one. */
  newId(): number;
  /** How far one has come. */
  state(sequence: SequenceRecord): CounterState;
}

/** Computes an expression that reads no row, as of the statement. */
export type EvaluateOnce = (expression: BoundExpression) => Value;

/** The column called `name`. Throws SQL_UNKNOWN_COLUMN; SQL_INVALID_TABLE for a system column. */
export function findColumn({ definition }: Alteration, name: Name): ColumnRecord {
  const column = definition.columns.find((record) => record.name === name.text);
  if (column !== undefined) return column;
  const table = `${definition.namespace}.${definition.name}`;
  if (name.text === '_seq' || name.text === '_deleted') {
    throw invalid(`column "${name.text}" is a system column and cannot be changed`, name);
  }
  throw new SqlError(
    'SQL_UNKNOWN_COLUMN',
    `column "${name.text}" of table "${table}" does not exist`,
    { position: name.at },
  );
}

/** The alteration with one column changed. */
export function changeColumn(
  alteration: Alteration,
  id: number,
  change: Partial<ColumnRecord>,
): Alteration {
  const { definition } = alteration;
  const columns = definition.columns.map((column) =>
    column.id === id ? { ...column, ...change } : column,
  );
  return { ...alteration, definition: { ...definition, columns } };
}

/** SQL_INVALID_TABLE at a name. */
export function invalid(message: string, name: Name, hint?: string): SqlError {
  return new SqlError('SQL_INVALID_TABLE', message, { position: name.at, hint });
}
