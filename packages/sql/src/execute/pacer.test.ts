import { expect, jest, test } from '@jest/globals';
import { Pacer } from './pacer.ts';

test('Work goes on at once until its slice of time is used up.', async () => {
  const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
  try {
    const pacer = new Pacer(undefined);
    clock.mockReturnValue(7);
    expect(pacer.step()).toBeUndefined();
    clock.mockReturnValue(9);
    const pause = pacer.step();
    expect(pause).toBeInstanceOf(Promise);
    await pause;
    clock.mockReturnValue(10);
    expect(pacer.step()).toBeUndefined();
  } finally {
    clock.mockRestore();
  }
});

test('Cancellation is noticed at the next step, and when a pause ends.', async () => {
  const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
  try {
    const controller = new AbortController();
    const pacer = new Pacer(controller.signal);
    clock.mockReturnValue(9);
    const pause = pacer.step();
    controller.abort();
    const canceled = expect.objectContaining({ code: 'SQL_CANCELED' });
    await expect(pause).rejects.toThrow(canceled);
    expect(() => pacer.step()).toThrow(canceled);
  } finally {
    clock.mockRestore();
  }
});
