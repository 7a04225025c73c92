import { expect, test } from '@jest/globals';
import { Sweeper, type SweepTask } from './sweeper.ts';

const byHand = { intervalMs: 0, onError: () => undefined };

function countingTask(): { task: SweepTask; count: () => number } {
  let count = 0;
  const task = async () => {
    count += 1;
    await Promise.resolve();
  };
  return { task, count: () => count };
}

test('a round asked for while one runs begins after it', async () => {
  const { task, count } = countingTask();
  const sweeper = new Sweeper([task], byHand);
  const first = sweeper.run();
  const second = sweeper.run();
  sweeper.wake();
  await Promise.all([first, second]);
  expect(count()).toBe(2);
});

test('a task that fails is told of and stops neither the others nor the next round', async () => {
  const errors: unknown[] = [];
  const { task, count } = countingTask();
  const failing = async () => {
    throw new Error('disk');
  };
  const sweeper = new Sweeper([failing, task], {
    intervalMs: 0,
    onError: (error) => errors.push(error),
  });
  await sweeper.run();
  await sweeper.run();
  expect(errors).toHaveLength(2);
  expect(count()).toBe(2);
});

test('closing asks the running task to give up and begins nothing more', async () => {
  let steps = 0;
  const endless: SweepTask = async (stopped) => {
    while (!stopped()) {
      steps += 1;
      await Promise.resolve();
    }
  };
  const sweeper = new Sweeper([endless], byHand);
  sweeper.wake();
  await Promise.resolve();
  await sweeper.close();
  const atClose = steps;
  await sweeper.run();
  expect(steps).toBe(atClose);
});
