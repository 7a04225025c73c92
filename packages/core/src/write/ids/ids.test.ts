import { describe, expect, test } from '@jest/globals';
import { createDeterministicRandom } from '../../testing/deterministic-random.ts';
import { createManualClock } from '../../testing/manual-clock.ts';
import { createSequenceGenerator } from '../commit/sequence.ts';
import { createIdGenerator } from './ids.ts';

const COUNT = 20_000;

function generator(clock = createManualClock(), lastSequence = 0n) {
  return createIdGenerator(clock, createDeterministicRandom(7), 3, lastSequence);
}

describe('ids', () => {
  const kinds = ['snowflakeId', 'uuidV7', 'ulid'] as const;

  test.each(kinds)('%s gives unique, growing ids beyond 4,096 per millisecond', (kind) => {
    const clock = createManualClock();
    const ids = generator(clock);
    const given = Array.from({ length: COUNT }, (_, index) => {
      if (index % 5000 === 0) clock.advanceMs(-1);
      return ids[kind]();
    });
    expect(given.findIndex((id, index) => index > 0 && id <= (given[index - 1] ?? id))).toBe(-1);
  });

  test('a random UUID is of version 4 and never the same', () => {
    const { uuidV4 } = generator();
    const given = Array.from({ length: COUNT }, uuidV4);
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(given.filter((id) => !form.test(id))).toEqual([]);
    expect(new Set(given).size).toBe(COUNT);
  });

  test('random numbers are spread over [0, 1)', () => {
    const { random } = generator();
    const tenths = new Array<number>(10).fill(0);
    for (let count = 0; count < COUNT; count++) {
      const tenth = Math.floor(random() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(tenths.length).toBe(10);
    expect(tenths.filter((count) => Math.abs(count - COUNT / 10) > COUNT / 50)).toEqual([]);
  });

  test('a snowflake holds Unix milliseconds, the node and a counter', () => {
    const clock = createManualClock();
    const id = generator(clock).snowflakeId();
    expect(id >> 22n).toBe(clock.now() / 1000n);
    expect((id >> 12n) & 1023n).toBe(3n);
  });

  test('snowflakes go on growing after a restart with a clock that was set back', () => {
    const clock = createManualClock();
    const sequence = createSequenceGenerator(clock, 3, 0n).next();
    const before = generator(clock).snowflakeId();
    clock.advanceMs(-60_000);
    expect(generator(clock, sequence).snowflakeId() > before).toBe(true);
  });

  test('a UUID is of version 7 and the RFC variant and starts with the time', () => {
    const clock = createManualClock(0x017f22e279b0n * 1000n);
    const ids = generator(clock);
    for (let index = 0; index < 100; index += 1) {
      expect(ids.uuidV7()).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  test('a ULID is 26 characters of base32 and starts with the time', () => {
    const clock = createManualClock(1_469_918_176_385n * 1000n);
    expect(generator(clock).ulid()).toMatch(/^01ARYZ6S41[0-9A-HJKMNP-TV-Z]{16}$/);
  });

  test('a ULID whose random part is at its end borrows the next millisecond', () => {
    const ids = createIdGenerator(createManualClock(0n), (bytes) => bytes.fill(255), 0);
    expect(ids.ulid()).toBe(`0000000000${'Z'.repeat(16)}`);
    expect(ids.ulid()).toBe(`0000000001${'Z'.repeat(16)}`);
  });
});
