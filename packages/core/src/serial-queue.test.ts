import { expect, test } from '@jest/globals';
import { SerialQueue } from './serial-queue.ts';

test('runs one task after the other, also after one that failed', async () => {
  const queue = new SerialQueue('tasks');
  const log: string[] = [];
  const task = (name: string, fail = false) =>
    queue.run(async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (fail) throw new Error(name);
      return name;
    });
  const outcomes = await Promise.allSettled([task('a'), task('b', true), task('c')]);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('refuses more than a bounded number of waiting tasks', async () => {
  const queue = new SerialQueue('tasks');
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const accepted = Array.from({ length: 1000 }, () => queue.run(() => gate));
  await expect(queue.run(() => gate)).rejects.toMatchObject({ code: 'CORE_OVERLOADED' });
  open();
  await Promise.all(accepted);
  await expect(queue.run(async () => 'again')).resolves.toBe('again');
});
