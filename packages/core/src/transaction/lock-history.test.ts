import { expect, test } from '@jest/globals';
import { LockHistory } from './lock-history.ts';

const key = (name: string) => Buffer.from(name);
const exclusive = (name: string) => ({ key: key(name), isShared: false });
const shared = (name: string) => ({ key: key(name), isShared: true });

test('tells of locks of later commits only', () => {
  const history = new LockHistory();
  history.enter(history, 5n);
  history.record([exclusive('a'), shared('b')], 10n);
  expect(history.isLockedAfter(9n, exclusive('a'))).toBe(true);
  expect(history.isLockedAfter(9n, shared('a'))).toBe(true);
  expect(history.isLockedAfter(10n, exclusive('a'))).toBe(false);
  expect(history.isLockedAfter(9n, exclusive('b'))).toBe(true);
  expect(history.isLockedAfter(9n, shared('b'))).toBe(false);
  expect(history.isLockedAfter(9n, exclusive('c'))).toBe(false);
});

test('a shared lock does not hide an exclusive one', () => {
  const history = new LockHistory();
  history.record([exclusive('a')], 10n);
  history.record([shared('a')], 20n);
  expect(history.isLockedAfter(9n, shared('a'))).toBe(true);
  expect(history.isLockedAfter(15n, shared('a'))).toBe(false);
  expect(history.isLockedAfter(15n, exclusive('a'))).toBe(true);
});

test('is forgotten when nobody is open who began before', () => {
  const history = new LockHistory();
  const [early, late] = [{}, {}];
  history.enter(early, 5n);
  history.enter(late, 15n);
  history.record([exclusive('a')], 10n);
  history.record([exclusive('b')], 20n);
  history.leave(early);
  expect([history.isLockedAfter(1n, exclusive('a')), history.isEmpty(1n)]).toEqual([false, false]);
  expect(history.isLockedAfter(15n, exclusive('b'))).toBe(true);
  history.leave(late);
  expect(history.isEmpty(1n)).toBe(true);
});

test('beyond its bound, whoever began before fails', () => {
  const history = new LockHistory();
  history.enter(history, 5n);
  history.record(
    Array.from({ length: 100_001 }, (_, index) => exclusive(`${index}`)),
    10n,
  );
  expect(history.isLockedAfter(9n, shared('never locked'))).toBe(true);
  expect(history.isEmpty(9n)).toBe(false);
  expect(history.isLockedAfter(10n, exclusive('1'))).toBe(false);
});
