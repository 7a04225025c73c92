import { expect, test } from '@jest/globals';
import { visitInTurn } from './visit-in-turn.ts';

const items = Array.from({ length: 200 }, (_, index) => index);

test('visits all items at once when none is to be waited for', () => {
  const visited: [item: number, index: number][] = [];
  const result = visitInTurn([7, 8, 9], (item, index) => {
    visited.push([item, index]);
  });
  expect(result).toBeUndefined();
  expect(visited).toEqual([
    [7, 0],
    [8, 1],
    [9, 2],
  ]);
});

test('waits for the promise of one before the next', async () => {
  const steps: string[] = [];
  const result = visitInTurn(['a', 'b', 'c', 'd'], (item) => {
    steps.push(`begin ${item}`);
    if (item === 'a' || item === 'd') return;
    return Promise.resolve().then(() => {
      steps.push(`end ${item}`);
    });
  });
  expect(steps).toEqual(['begin a', 'begin b']);
  await result;
  expect(steps).toEqual(['begin a', 'begin b', 'end b', 'begin c', 'end c', 'begin d']);
});

test('lets the event loop go round when it has been kept for long', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  });
  const visited: number[] = [];
  const result = visitInTurn(items, (item) => {
    visited.push(item);
    if (item !== 10) return;
    const until = performance.now() + 20;
    while (performance.now() < until);
  });
  expect(result).toBeInstanceOf(Promise);
  expect(visited).toEqual(items.slice(0, 64));
  await result;
  clearInterval(timer);
  expect(visited).toEqual(items);
  expect(turns).toBeGreaterThan(0);
});

test.each([
  ['throws', 3],
  ['rejects', 150],
])('%s with what a visit fails with, and visits no further', async (how, at) => {
  const visited: number[] = [];
  const run = async () => {
    await visitInTurn(items, (item) => {
      visited.push(item);
      if (item === at) throw new Error('no more');
      return how === 'rejects' ? Promise.resolve() : undefined;
    });
  };
  await expect(run()).rejects.toThrow('no more');
  expect(visited).toEqual(items.slice(0, at + 1));
});
