import {
  type BoundReturning,
  compileRow,
  type Row,
  SqlError,
  settleExpression,
  type Value,
} from '@kalamdb/sql';
import type { WriteRun } from '../write-run.ts';

/** Gathers what RETURNING gives of the rows of one execution, while they are staged. */
export interface ReturnedRows {
  /** `undefined` without RETURNING, or if the run's `part` takes them. */
  readonly rows: readonly Row[] | undefined;
  /**
   * Take a row of all columns; a promise where a subquery must be run. Throws what the expressions
   * throw, SQL_RESULT_TOO_LARGE past `run.resultRows`: nothing is written then.
   */
  add(row: Row): void | Promise<void>;
}

const nothing: ReturnedRows = { rows: undefined, add: () => undefined };

/** Compile a RETURNING clause; the function opens an execution's rows. */
export function compileReturning(
  returning: BoundReturning | undefined,
): (run: WriteRun) => ReturnedRows {
  if (returning === undefined) return () => nothing;
  const evaluators = returning.expressions.map(compileRow);
  return ({ context, resultRows, part }) => {
    const rows: Row[] = [];
    const give = part?.give;
    const keep = (values: readonly Value[]): void => {
      if (give !== undefined) give(values);
      else if (rows.push(values) > resultRows) throw tooManyRows(resultRows);
    };
    return {
      rows: give === undefined ? rows : undefined,
      add(row) {
        const values = settleExpression(context, () =>
          evaluators.map((evaluate) => evaluate(row, context)),
        );
        return values instanceof Promise ? values.then(keep) : keep(values);
      },
    };
  };
}

function tooManyRows(limit: number): SqlError {
  return new SqlError('SQL_RESULT_TOO_LARGE', `the statement returns more than ${limit} rows`, {
    hint: 'Nothing was written. Change fewer rows, leave RETURNING out, or raise the limit on result rows.',
  });
}
