import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/**
 * Golden files: text files of records, one format for every package.
 *
 * ```
 * # a comment, which may stand between records
 * query IT rowsort
 * SELECT id, name FROM t
 * ----
 * 1 | one
 * 2 | two
 * ```
 *
 * A record is a directive line (a name and arguments), input lines, `----`, output lines and a
 * blank line; the output may be empty. `UPDATE=1` rewrites all outputs.
 */
export interface GoldenRecord {
  readonly directive: string;
  readonly arguments: readonly string[];
  readonly input: string;
}

/** What a directive does: gives the record's output, or throws, which fails the test. */
export type GoldenDirective = (record: GoldenRecord) => string | Promise<string>;

/** Directives by name. */
export type GoldenDirectives = Readonly<Record<string, GoldenDirective>>;

const SUFFIX = '.test.txt';
const SEPARATOR = '----';

/**
 * Declare a test for every `*.test.txt` in a folder. Each file runs from top to bottom against
 * directives of its own, made by `open`; `close` is called after it, also when it failed.
 */
export function runGolden(
  folder: string,
  open: () => GoldenDirectives | Promise<GoldenDirectives>,
  close: (directives: GoldenDirectives) => void | Promise<void> = () => undefined,
): void {
  const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
  assert(files.length > 0, `no ${SUFFIX} files in ${folder}`);
  describe(folder, () => {
    test.each(files)('%s', async (file) => {
      const path = join(folder, file);
      const text = readFileSync(path, 'utf8');
      const directives = await open();
      try {
        const actual = await runRecords(text, directives);
        if (process.env.UPDATE === '1') writeFileSync(path, actual);
        else expect(actual).toBe(text);
      } finally {
        await close(directives);
      }
    });
  });
}

/** The text with the output of each record as the directives give it now. */
export async function runRecords(text: string, directives: GoldenDirectives): Promise<string> {
  const lines = text.split('\n');
  const result: string[] = [];
  for (let index = 0; index < lines.length; ) {
    const line = lines[index];
    if (line.trim() === '' || line.startsWith('#')) {
      result.push(line);
      index++;
      continue;
    }
    const separator = lines.indexOf(SEPARATOR, index);
    assert(separator >= 0, `line ${index + 1}: no ${SEPARATOR} after this directive`);
    result.push(...lines.slice(index, separator + 1));
    const output = await runRecord(lines.slice(index, separator), index + 1, directives);
    if (output !== '') result.push(output);
    const end = lines.indexOf('', separator);
    index = end < 0 ? lines.length : end;
  }
  return result.join('\n');
}

async function runRecord(
  [head, ...input]: readonly string[],
  line: number,
  directives: GoldenDirectives,
): Promise<string> {
  const [directive, ...words] = head.split(/\s+/);
  const run = directives[directive];
  assert(run !== undefined, `line ${line}: unknown directive "${directive}"`);
  try {
    const output = await run({ directive, arguments: words, input: input.join('\n') });
    assert(!output.split('\n').includes('') || output === '', 'an output has no blank lines');
    return output;
  } catch (error) {
    throw new Error(`line ${line}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
