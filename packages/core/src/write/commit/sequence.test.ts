import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createManualClock } from '../../testing/manual-clock.ts';
import { createSequenceGenerator, sequenceAt, timeOfSequence } from './sequence.ts';

const START = 1_735_689_600_000_000n;

describe('sequences', () => {
  test('grow strictly whatever the clock does, and keep their node id', () => {
    const steps = fc.array(
      fc.record({
        stepMs: fc.oneof(fc.constant(0), fc.integer({ min: -5000, max: 5000 })),
        count: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(4100)),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 1023 }), (moves, nodeId) => {
        const clock = createManualClock();
        const sequences = createSequenceGenerator(clock, nodeId, 0n);
        let last = 0n;
        for (const { stepMs, count } of moves) {
          clock.advanceMs(stepMs);
          for (let index = 0; index < count; index += 1) {
            const next = sequences.next();
            // A bare comparison: `expect` is too slow for a million of them.
            if (next <= last || ((next >> 12n) & 1023n) !== BigInt(nodeId)) return false;
            last = next;
          }
        }
        return true;
      }),
      { numRuns: 50 },
    );
  });

  test('go on above the stored one after a restart, also with another node id', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1023 }),
        fc.integer({ min: 0, max: 1023 }),
        fc.integer({ min: -10_000, max: 10_000 }),
        fc.integer({ min: 1, max: 5000 }),
        (firstNode, secondNode, stepMs, count) => {
          const clock = createManualClock();
          const first = createSequenceGenerator(clock, firstNode, 0n);
          let last = 0n;
          for (let index = 0; index < count; index += 1) last = first.next();
          clock.advanceMs(stepMs);
          return createSequenceGenerator(clock, secondNode, last).next() > last;
        },
      ),
      { numRuns: 50 },
    );
  });

  test('follow the clock: 41 bits of milliseconds since 2024', () => {
    const clock = createManualClock(START);
    const sequence = createSequenceGenerator(clock, 5, 0n).next();
    expect(sequence >> 22n).toBe(START / 1000n - 1_704_067_200_000n);
    expect(sequence & 0x3fffffn).toBe(5n << 12n);
    expect(timeOfSequence(sequence)).toBe(Number(START / 1000n));
  });

  test('of a moment are not less than sequenceAt of it', () => {
    const clock = createManualClock(START);
    const sequences = createSequenceGenerator(clock, 0, 0n);
    expect(sequences.next() >= sequenceAt(START)).toBe(true);
    expect(sequences.next() < sequenceAt(START + 1000n)).toBe(true);
    expect(sequenceAt(0n)).toBe(0n);
  });

  test.each([-1, 1024, 1.5])('refuse the node id %p', (nodeId) => {
    expect(() => createSequenceGenerator(createManualClock(), nodeId, 0n)).toThrow(/node id/);
  });

  test('start at 2024 when the clock shows less, and refuse what 41 bits cannot hold', () => {
    expect(createSequenceGenerator(createManualClock(0n), 0, 0n).next()).toBe(0n);
    const tooLate = createSequenceGenerator(createManualClock(START * 1000n), 0, 0n);
    expect(() => tooLate.next()).toThrow(/41 bits/);
  });
});
