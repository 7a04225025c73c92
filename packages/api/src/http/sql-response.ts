import type { ResultField, StatementResult } from '@kalamdb/core';
import {
  createRowWriter,
  type JsonBuffer,
  type RowWriter,
  type Schema,
  SqlError,
  typeProperties,
} from '@kalamdb/sql';

/** Bounds on one response. */
export interface ResponseLimits {
  /** Most bytes of rows. */
  readonly resultBytes: number;
}

/**
 * Write the body of a successful answer to `out`. Reads results that are still to be computed, so errors of
 * running queries come from here. Throws SqlError SQL_RESULT_TOO_LARGE beyond the limit.
 */
export async function writeSuccess(
  out: JsonBuffer,
  results: readonly StatementResult[],
  startedAt: number,
  limits: ResponseLimits,
): Promise<void> {
  out.ascii('{"status":"success","results":[');
  let rowBytes = 0;
  for (const [index, result] of results.entries()) {
    if (index > 0) out.ascii(',');
    if (result.kind !== 'rows') out.raw(Buffer.from(JSON.stringify(plainBody(result))));
    else rowBytes += await writeRows(out, result, limits.resultBytes - rowBytes);
  }
  out.ascii(`],"took":${tookMs(startedAt)}}`);
}

/** Milliseconds since `startedAt` (performance.now()), to a thousandth. */
export function tookMs(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 1000) / 1000;
}

type RowsResult = Extract<StatementResult, { kind: 'rows' }>;

const pastTense = { insert: 'Inserted', update: 'Updated', delete: 'Deleted' } as const;

function plainBody(result: Exclude<StatementResult, RowsResult>): object {
  const as_user = result.asUser;
  switch (result.kind) {
    case 'affected': {
      const message = `${pastTense[result.verb]} ${result.count} row(s)`;
      return { row_count: result.count, message, as_user };
    }
    case 'done':
      return { row_count: 0, message: result.message, as_user };
    default:
      throw new TypeError(`unknown result ${String(result satisfies never)}`);
  }
}

/** Write one result; gives the size of its rows. */
async function writeRows(out: JsonBuffer, result: RowsResult, maxBytes: number): Promise<number> {
  const { schema, opening } = prepared(result.fields);
  out.raw(opening);
  const writer = createRowWriter(schema, out);
  if (result.rows.kind === 'rows') {
    for (const row of result.rows.rows) writer.writeRow(row);
    assertSize(writer, maxBytes);
  } else {
    for await (const batch of result.rows.batches) {
      writer.writeBatch(batch);
      assertSize(writer, maxBytes);
    }
  }
  writer.finish();
  const rowBytes = writer.sizeBytes;
  out.ascii(`,"row_count":${writer.rowCount},"as_user":`);
  out.text(result.asUser);
  out.ascii('}');
  return rowBytes;
}

function assertSize(writer: RowWriter, maxBytes: number): void {
  if (writer.sizeBytes <= maxBytes) return;
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
  const plain = { name, data_type: typeProperties[type.kind].wireName, index };
  return flags.length === 0 ? plain : { ...plain, flags };
}
