import { expect, test } from '@jest/globals';
import { Turns } from './turns.ts';

test('tasks of one name take turns, those of others do not wait', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const task = (name: string, failure?: Error) =>
    turns.take(name.charAt(0), async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      await Promise.resolve();
      log.push(`${name} ends`);
      if (failure !== undefined) throw failure;
    });
  const failing = task('a1', new Error('no'));
  await Promise.allSettled([failing, task('a2'), task('b1')]);
  await expect(failing).rejects.toThrow('no');
  expect(log.filter((line) => line.startsWith('a'))).toEqual([
    'a1 begins',
    'a1 ends',
    'a2 begins',
    'a2 ends',
  ]);
  expect(log.indexOf('b1 begins')).toBeLessThan(log.indexOf('a2 begins'));
});
