import { expect, test } from '@jest/globals';
import { batchFromRows, JsonBuffer, sqlTypes } from '@kalamdb/sql';
import { writeSuccess } from './sql-response.ts';

const KIB = 1024;

/** The answer of a query that gives one batch of texts. */
async function* batchOf(texts: readonly string[]) {
  yield batchFromRows(
    [sqlTypes.text],
    texts.map((text) => [text]),
  );
}

function success(texts: readonly string[]) {
  const fields = [{ name: 'body', type: sqlTypes.text, flags: [] }];
  const rows = { kind: 'batches', batches: batchOf(texts) } as const;
  const result = { kind: 'rows', fields, rows, asUser: 'alice' } as const;
  return { results: [result], transactionId: undefined, startedAt: performance.now() };
}

const texts = Array.from({ length: 200 }, () => 'x'.repeat(64 * KIB));

test('a batch beyond the limit is refused before it is written', async () => {
  const out = new JsonBuffer();
  const limits = { resultBytes: 1024 * KIB };
  await expect(writeSuccess(out, success(texts), limits)).rejects.toMatchObject({
    code: 'SQL_RESULT_TOO_LARGE',
  });
  expect(out.size).toBeLessThan(2 * limits.resultBytes);
});

test('others have their turns while a large batch is written', async () => {
  let turns = 0;
  let isDone = false;
  const takeTurn = () => {
    turns += 1;
    if (!isDone) setImmediate(takeTurn);
  };
  takeTurn();
  const out = new JsonBuffer();
  await writeSuccess(out, success(texts), { resultBytes: 64 * 1024 * KIB });
  isDone = true;
  expect(JSON.parse(out.bytes().toString()).results[0].rows).toEqual(texts.map((text) => [text]));
  expect(turns).toBeGreaterThan(10);
});
