import {
  type BoundInsert,
  compileRow,
  type ExecutionContext,
  type Row,
  settleExpression,
  type Value,
} from '@kalamdb/sql';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { oldestSequence } from '../../table/partition-view.ts';
import { hiddenKey } from '../../table/row-key.ts';
import { checkConstraints } from '../check-row.ts';
import type { Staging } from '../commit/staging.ts';
import { type NewRow, newRow, stageInsert } from '../new-row.ts';
import { readSource } from '../read-source.ts';
import { submitWrite } from '../submit-write.ts';
import { visitInTurn } from '../visit-in-turn.ts';
import type { CompiledWrite, WriteOutcome, WriteRun } from '../write-run.ts';
import { type ConflictResolver, compileConflict, type ProposedRow } from './resolve-conflict.ts';
import { compileReturning, type ReturnedRows } from './returned-rows.ts';

const noRow: readonly Value[] = [];

/** The rows of one execution, ready to be staged. */
interface Insertion {
  readonly table: StoredTable;
  readonly rows: readonly NewRow[];
  /** `undefined` without ON CONFLICT: a conflict is an error. */
  readonly resolver: ConflictResolver | undefined;
  readonly returned: ReturnedRows;
}

type Evaluate = (context: ExecutionContext) => Value;

/**
 * INSERT: all rows or none. A row whose key a live row has, in the table or in the statement, is
 * CORE_DUPLICATE_KEY; the key of a deleted row may be used again.
 */
export function compileInsert(statement: BoundInsert, table: StoredTable): CompiledWrite {
  const rows = statement.rows.map((row) =>
    row.map((expression): Evaluate => {
      const evaluate = compileRow(expression);
      return (context) => evaluate(noRow, context);
    }),
  );
  const { source, conflict } = statement;
  const openResolver = conflict && compileConflict(conflict, table);
  const openReturned = compileReturning(statement.returning);
  const submit = (run: WriteRun, rows: readonly NewRow[]) =>
    submitWrite(run, table, (staging) =>
      stageRows(staging, run, {
        table,
        rows,
        resolver: openResolver?.(),
        returned: openReturned(run),
      }),
    );
  return (run) => {
    const evaluated =
      source === undefined
        ? evaluateRows(table, rows, run.context)
        : readSource(source, run.context).then((read) => newRows(table, read));
    if (evaluated instanceof Promise) return evaluated.then((ready) => submit(run, ready));
    return submit(run, evaluated);
  };
}

/** Stage `rows`, of all user columns, in a table that is made in the same operation. */
export async function stageFirstRows(
  staging: Staging,
  run: WriteRun,
  table: StoredTable,
  rows: readonly Row[],
): Promise<void> {
  const returned = { rows: undefined, add: () => undefined };
  await stageRows(staging, run, {
    table,
    rows: newRows(table, rows),
    resolver: undefined,
    returned,
  });
}

function evaluateRows(
  table: StoredTable,
  rows: readonly (readonly Evaluate[])[],
  context: ExecutionContext,
): readonly NewRow[] | Promise<readonly NewRow[]> {
  const evaluated: NewRow[] = [];
  const add = (values: readonly Value[]): void => {
    evaluated.push(newRow(table, values, evaluated.length + 1));
  };
  const visited = visitInTurn(rows, (row) => {
    const settled = settleExpression(context, () => row.map((evaluate) => evaluate(context)));
    return settled instanceof Promise ? settled.then(add) : add(settled);
  });
  return visited instanceof Promise ? visited.then(() => evaluated) : evaluated;
}

/** Rows of all user columns, ready to be staged. Throws as `checkNotNull` and `keyOfRow`. */
function newRows(table: StoredTable, rows: readonly Row[]): readonly NewRow[] {
  return rows.map((values, index) => newRow(table, values, index + 1));
}

function stageRows(
  staging: Staging,
  run: WriteRun,
  { table, rows, resolver, returned }: Insertion,
): WriteOutcome | Promise<WriteOutcome> {
  const oldest = oldestSequence(table, run.context);
  let count = 0;
  const take = (staged: Row | undefined): void | Promise<void> => {
    if (staged === undefined) return;
    count += 1;
    return returned.add(staged);
  };
  const visited = visitInTurn(rows, ({ values, primaryKey }, index) => {
    const proposed = { values, primaryKey, oldest, number: index + 1 };
    if (resolver === undefined) return take(stageInsert(staging, run, table, proposed));
    return stageOrResolve(staging, run, { table, resolver, row: proposed }).then(take);
  });
  const outcome = (): WriteOutcome => ({ count, returned: returned.rows });
  return visited instanceof Promise ? visited.then(outcome) : outcome();
}

/** The row that was inserted or, in its place, updated; `undefined` for neither. */
async function stageOrResolve(
  staging: Staging,
  run: WriteRun,
  {
    table,
    resolver,
    row,
  }: Pick<Insertion, 'table'> & {
    readonly resolver: ConflictResolver;
    readonly row: ProposedRow;
  },
): Promise<Row | undefined> {
  checkConstraints(table, row.values, run.context);
  const outcome = await resolver.resolve(staging, run, row);
  if (outcome !== 'insert') return outcome;
  const inserted = stageInsert(staging, run, table, row);
  resolver.inserted(row.primaryKey ?? hiddenKey(inserted[table.sequenceColumn] as bigint));
  return inserted;
}
