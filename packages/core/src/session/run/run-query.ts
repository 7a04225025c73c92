import { type Batch, executePlan, rowCount, SqlError, type Value } from '@kalamdb/sql';
import type { StatementResult } from '../../result.ts';
import type { Compiled } from '../prepare/prepared-statement.ts';
import type { Session } from '../session.ts';
import { Deadline } from './deadline.ts';
import { Execution } from './execution.ts';

/**
 * Run an optimised plan. Its snapshot is that of this call; batches are computed while they are
 * read. Reading throws SQL_RESULT_TOO_LARGE at the first row over the limit and SQL_CANCELED after
 * the time limit; ending early frees everything.
 */
export function runQuery(
  session: Session,
  query: Extract<Compiled, { kind: 'query' }>,
  parameters: readonly Value[],
  explain: (error: unknown) => unknown,
): StatementResult {
  const { limits } = session.engine.options;
  const deadline = new Deadline(session.timeoutMs, session.signal);
  const execution = new Execution(session, parameters, deadline.signal);
  const batches = boundedBatches(executePlan(query.plan, execution), {
    deadline,
    maxRows: limits.resultRows,
    explain,
  });
  return {
    kind: 'rows',
    fields: query.fields,
    rows: { kind: 'batches', batches },
    asUser: session.principal.userId,
  };
}

/** The batches of `source`. SQL_RESULT_TOO_LARGE at the first row over `maxRows`. */
export async function* limitRows(
  source: AsyncIterable<Batch>,
  maxRows: number,
): AsyncGenerator<Batch> {
  let count = 0;
  for await (const batch of source) {
    count += rowCount(batch);
    if (count > maxRows) throw tooLarge(maxRows);
    yield batch;
  }
}

interface Bounds {
  readonly deadline: Deadline;
  readonly maxRows: number;
  readonly explain: (error: unknown) => unknown;
}

async function* boundedBatches(
  source: AsyncIterable<Batch>,
  { deadline, maxRows, explain }: Bounds,
): AsyncGenerator<Batch> {
  deadline.start();
  try {
    yield* limitRows(source, maxRows);
  } catch (error) {
    throw explain(deadline.explain(error));
  } finally {
    deadline.stop();
  }
}

function tooLarge(maxRows: number): SqlError {
  return new SqlError('SQL_RESULT_TOO_LARGE', `the result has more than ${maxRows} rows`, {
    hint: 'Add LIMIT, a narrower WHERE, or raise the limit on result rows.',
  });
}
