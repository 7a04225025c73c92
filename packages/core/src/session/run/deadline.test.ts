import { expect, test } from '@jest/globals';
import { SqlError } from '@kalamdb/sql';
import { Deadline } from './deadline.ts';

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

test('time that is over aborts with the limit as the reason', async () => {
  const deadline = new Deadline(1, undefined);
  deadline.start();
  await aborted(deadline.signal);
  expect(deadline.signal.reason).toMatchObject({
    code: 'SQL_CANCELED',
    message: expect.stringContaining('1 ms'),
  });
  expect(deadline.explain(new SqlError('SQL_CANCELED', 'canceled'))).toBe(deadline.signal.reason);
  deadline.stop();
});

test('a caller that stops aborts at once, also one that had stopped before', () => {
  const caller = new AbortController();
  const early = new Deadline(60_000, caller.signal);
  early.start();
  caller.abort();
  const late = new Deadline(60_000, caller.signal);
  late.start();
  for (const deadline of [early, late]) {
    expect(deadline.signal.reason).toMatchObject({ message: expect.stringContaining('caller') });
    deadline.stop();
  }
});

test('a stopped one leaves the caller alone and other errors as they are', () => {
  const caller = new AbortController();
  const deadline = new Deadline(60_000, caller.signal);
  deadline.start();
  deadline.stop();
  caller.abort();
  expect(deadline.signal.aborted).toBe(false);
  const error = new SqlError('SQL_CANCELED', 'by somebody else');
  expect(deadline.explain(error)).toBe(error);
});
