import type { Affected, ResultField, StatementResult, TransactionResults } from '@kalamdb/core';
import {
  type Batch,
  createRowWriter,
  type JsonBuffer,
  type Row,
  type Schema,
  SqlError,
  wireType,
  writeRows,
} from '@kalamdb/sql';
import { nextTurn } from './end-of-turn.ts';

/** Bounds on one response. */
export interface ResponseLimits {
  /** Most bytes of rows. */
  readonly resultBytes: number;
}

/** What a successful answer tells; `startedAt` is of performance.now(). */
interface Success extends TransactionResults {
  readonly startedAt: number;
}

/**
 * Write the body of a successful answer to `out`. Reads results that are still to be computed, so
 * errors of running queries come from here; a promise only if there are such. Throws SqlError
 * SQL_RESULT_TOO_LARGE beyond the limit.
 */
export function writeSuccess(
  out: JsonBuffer,
  success: Success,
  limits: ResponseLimits,
): void | Promise<void> {
  out.ascii('{"status":"success","results":[');
  return writeFrom(0, out, success, limits.resultBytes);
}

/** The results from `first` on, and the end; `maxBytes` are left for rows. */
function writeFrom(
  first: number,
  out: JsonBuffer,
  success: Success,
  maxBytes: number,
): void | Promise<void> {
  const { results, transactionId, startedAt } = success;
  let left = maxBytes;
  for (let index = first; index < results.length; index++) {
    if (index > 0) out.ascii(',');
    const rowBytes = writeResult(out, results[index] as StatementResult, left);
    if (rowBytes instanceof Promise) {
      const before = left;
      return rowBytes.then((bytes) => writeFrom(index + 1, out, success, before - bytes));
    }
    left -= rowBytes;
  }
  if (transactionId === undefined) out.ascii(`],"took":${tookMs(startedAt)}}`);
  else out.ascii(`],"took":${tookMs(startedAt)},"transaction_id":"${transactionId}"}`);
}

/** Gives the size of its rows. */
function writeResult(
  out: JsonBuffer,
  result: StatementResult,
  maxBytes: number,
): number | Promise<number> {
  if (result.kind !== 'rows') {
    writePlain(out, result);
    return 0;
  }
  const { rows } = result;
  return rows.kind === 'rows'
    ? writeKnownRows(out, result, rows.rows, maxBytes)
    : writeBatches(out, result, rows.batches, maxBytes);
}

/** Milliseconds since `startedAt` (performance.now()), to a thousandth. */
export function tookMs(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 1000) / 1000;
}

type RowsResult = Extract<StatementResult, { kind: 'rows' }>;

const pastTense = {
  insert: 'Inserted',
  update: 'Updated',
  delete: 'Deleted',
  merge: 'Merged',
} as const;

function writePlain(out: JsonBuffer, result: Exclude<StatementResult, RowsResult>): void {
  const isCounted = result.kind === 'affected';
  out.ascii(`{"row_count":${isCounted ? result.count : 0},"message":`);
  out.text(isCounted ? affectedText(result) : result.message);
  out.ascii(',"as_user":');
  out.text(result.asUser);
  out.ascii('}');
}

function affectedText({ verb, count }: Affected): string {
  return `${pastTense[verb]} ${count} row(s)`;
}

function writeKnownRows(
  out: JsonBuffer,
  result: RowsResult,
  rows: readonly Row[],
  maxBytes: number,
): number {
  const { schema, opening } = prepared(result.fields);
  out.raw(opening);
  const start = out.size;
  writeRows(schema, rows, out);
  const rowBytes = out.size - start;
  assertSize(rowBytes, maxBytes);
  writeClosing(out, result, rows.length);
  return rowBytes;
}

/** How much is written before others have their turn: some milliseconds' work. */
const PORTION_BYTES = 256 * 1024;

/** The same for rows that are computed while they are written. */
async function writeBatches(
  out: JsonBuffer,
  result: RowsResult,
  batches: AsyncIterable<Batch>,
  maxBytes: number,
): Promise<number> {
  const { schema, opening } = prepared(result.fields);
  out.raw(opening);
  const writer = createRowWriter(schema, out);
  for await (const batch of batches) {
    for (let row: number | undefined = 0; row !== undefined; ) {
      row = writer.writeBatch(batch, row, PORTION_BYTES);
      assertSize(writer.sizeBytes, maxBytes);
      if (row !== undefined) await nextTurn();
    }
  }
  writer.finish();
  const rowBytes = writer.sizeBytes;
  writeClosing(out, result, writer.rowCount);
  return rowBytes;
}

function writeClosing(out: JsonBuffer, result: RowsResult, rowCount: number): void {
  out.ascii(`,"row_count":${rowCount}`);
  if (result.affected !== undefined) out.ascii(`,"message":"${affectedText(result.affected)}"`);
  out.ascii(',"as_user":');
  out.text(result.asUser);
  out.ascii('}');
}

function assertSize(rowBytes: number, maxBytes: number): void {
  if (rowBytes <= maxBytes) return;
  throw new SqlError(
    'SQL_RESULT_TOO_LARGE',
    `the result has more than the ${maxBytes} bytes that limits.max_result_bytes leaves for it`,
    { hint: 'Add LIMIT, select fewer columns, or raise the setting.' },
  );
}

/** What of a result depends on its fields only. */
interface PreparedFields {
  readonly schema: Schema;
  readonly opening: Buffer;
}

/** Fields of a cached plan are one object, so they are prepared once. */
const preparedFields = new WeakMap<readonly ResultField[], PreparedFields>();

function prepared(fields: readonly ResultField[]): PreparedFields {
  const known = preparedFields.get(fields);
  if (known !== undefined) return known;
  const schema = fields.map(({ name, type }) => ({ name, type, nullable: true }));
  const opening = Buffer.from(`{"schema":${JSON.stringify(fields.map(wireField))},"rows":`);
  preparedFields.set(fields, { schema, opening });
  return { schema, opening };
}

/** A column of a result as clients see it; `flags` only when there are any. */
function wireField(field: ResultField, index: number): object {
  const { name, type, flags } = field;
  const plain = { name, data_type: wireType(type), index };
  return flags.length === 0 ? plain : { ...plain, flags };
}
