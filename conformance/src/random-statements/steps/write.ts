import { rowsOf } from '../model/model.ts';
import type { Outcome, Reason } from '../model/outcome.ts';
import { fieldsOf, names, type Row } from '../model/row.ts';
import type { Table } from '../model/table.ts';
import { type Edit, writeRows } from '../model/write-rows.ts';
import { placeOf, type Scene, type Step } from './scene.ts';

/** INSERT, UPDATE or DELETE: a statement of its own, or one of several that are one. */
export interface Write {
  readonly table: Table;
  /** Without RETURNING. */
  readonly sql: string;
  /** What RETURNING takes to give the table's columns; `undefined`: the statement cannot. */
  readonly list: string | undefined;
  /** It sets columns of the primary key. */
  readonly changesKey?: boolean | undefined;
  /** `read`: the rows that the statement reads; `present`: those that keys are taken by. */
  changes(read: readonly Row[], present: readonly Row[]): Changes;
}

interface Changes {
  /** In their order; also of rows that stay as they are. */
  readonly edits: readonly Edit[];
  readonly reasons: ReadonlySet<Reason>;
}

/** The statement with RETURNING. */
export function returningText({ sql, list }: Write): string {
  return `${sql} RETURNING ${list}`;
}

/** The row of each edit that RETURNING gives. */
export function returnedRows(edits: readonly Edit[]): readonly Row[] {
  return edits.map(({ before, after }) => (after ?? before) as Row);
}

/** A write as a step of its own. */
export function alone(scene: Scene, write: Write, wantsRows: boolean): Step {
  const { model } = scene;
  const { table } = write;
  const scope = placeOf(scene, table);
  const returning = wantsRows && write.list !== undefined;
  return {
    sql: returning ? returningText(write) : write.sql,
    scope,
    changesKey: write.changesKey,
    run(): Outcome {
      const rows = rowsOf(model.contents, table, scope);
      const { edits, reasons } = write.changes(rows, rows);
      const broken = reasons.size > 0 ? reasons : writeRows(model, table, scope, edits);
      if (broken.size > 0) return { reasons: broken };
      const returned = returnedRows(edits).map((row) => fieldsOf(row, table.columns));
      return { count: edits.length, rows: returning ? returned : undefined };
    },
  };
}

/** The columns of a table, as RETURNING lists them. */
export function listOf({ columns }: Table): string {
  return names(columns);
}
