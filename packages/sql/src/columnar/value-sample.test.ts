import { expect, test } from '@jest/globals';
import { ValueSample } from './value-sample.ts';

function sampleOf(count: number, valueAt: (row: number) => number): readonly number[] {
  const sample = new ValueSample();
  for (let row = 0; row < count; row++) sample.add(valueAt(row));
  return sample.finish();
}

test('A few values are all kept, ascending', () => {
  expect(sampleOf(5, (row) => [3, Number.NaN, -1, 3, -0.5][row])).toEqual([
    -1,
    -0.5,
    3,
    3,
    Number.NaN,
  ]);
  expect(sampleOf(0, () => 0)).toEqual([]);
});

test.each([
  ['that come in order', (row: number) => row / 100_000],
  ['that come in turns', (row: number) => (row % 64) / 64],
  ['of which every other is the same', (row: number) => (row % 2 === 0 ? 0.05 : row / 100_000)],
])('Of many values %s the shares are kept', (_, valueAt) => {
  const sample = sampleOf(100_000, valueAt);
  expect(sample.length).toBeGreaterThan(200);
  expect(sample.length).toBeLessThanOrEqual(512);
  const all = Array.from({ length: 100_000 }, (_row, row) => valueAt(row));
  for (const bound of [0.1, 0.3, 0.5, 0.9]) {
    const share = (values: readonly number[]) =>
      values.filter((value) => value < bound).length / values.length;
    expect(Math.abs(share(sample) - share(all))).toBeLessThan(0.1);
  }
});
