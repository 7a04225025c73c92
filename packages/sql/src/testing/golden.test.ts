import { expect, test } from '@jest/globals';
import { runRecords } from './golden.ts';

const echo = {
  echo: (record: { input: string; arguments: readonly string[] }) =>
    [...record.arguments, record.input.toUpperCase()].join('\n'),
  nothing: () => '',
};

test('Outputs are filled in; comments, inputs and order stay as they are.', async () => {
  const text = '# why\necho a b\nline 1\nline 2\n----\nold\nold\n\n\nnothing\nx\n----\n\n# end\n';
  const expected =
    '# why\necho a b\nline 1\nline 2\n----\na\nb\nLINE 1\nLINE 2\n\n\nnothing\nx\n----\n\n# end\n';
  expect(await runRecords(text, echo)).toBe(expected);
  expect(await runRecords(expected, echo)).toBe(expected);
});

test('A record that cannot be run is reported with its line.', async () => {
  await expect(runRecords('\n\nfly\nx\n----\n', echo)).rejects.toThrow(
    'line 3: unknown directive "fly"',
  );
  await expect(runRecords('echo\nx\n', echo)).rejects.toThrow('line 1: no ----');
  const failing = { echo: () => Promise.reject(new Error('broken')) };
  await expect(runRecords('echo\nx\n----\n', failing)).rejects.toThrow('line 1: broken');
});
