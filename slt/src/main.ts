// pnpm slt [--fail-limit N] [--json] [file or folder…]
import { existsSync, readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import type { FileReport } from './file-report.ts';
import { createFileRunner } from './file-runner.ts';
import { jsonReport, textReport } from './report.ts';
import { dialectOf } from './run-file.ts';

const DEFAULT_FOLDER = 'slt/files';
const DEFAULT_FAIL_LIMIT = '20';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    'fail-limit': { type: 'string', default: DEFAULT_FAIL_LIMIT },
  },
});
process.exitCode = await main(positionals);

async function main(given: readonly string[]): Promise<number> {
  const failLimit = Number(values['fail-limit']);
  if (!Number.isInteger(failLimit) || failLimit < 0) {
    console.error('--fail-limit takes a number of failures.');
    return 2;
  }
  const paths = given.length > 0 ? given : [process.env.SLT_DIR ?? DEFAULT_FOLDER];
  const absent = paths.find((path) => !existsSync(path));
  if (absent !== undefined) {
    console.error(`There is no ${absent}: name test files or folders, or set SLT_DIR.`);
    return 2;
  }
  const files = paths.flatMap(testFiles);
  if (files.length === 0) {
    console.error(`No .test, .test.gz or .slt files in ${paths.join(', ')}.`);
    return 2;
  }
  const reports = await runAll(files);
  const root = commonFolder(paths.map(folderOf));
  console.log(values.json ? jsonReport(root, reports) : textReport(root, reports, failLimit));
  return reports.some(({ failed }) => failed > 0) ? 1 : 0;
}

/** The reports in the order of `files`, which a thread per processor shares. */
async function runAll(files: readonly string[]): Promise<FileReport[]> {
  const reports: FileReport[] = [];
  const queue = files.entries();
  const work = async (): Promise<void> => {
    const runner = createFileRunner();
    for (const [index, file] of queue) reports[index] = await runner.run(file);
    runner.close();
  };
  await Promise.all(Array.from({ length: Math.min(files.length, availableParallelism()) }, work));
  return reports;
}

function testFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [resolve(path)];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => dialectOf(name) !== undefined)
    .sort()
    .map((name) => resolve(join(path, name)));
}

function folderOf(path: string): string {
  return statSync(path).isDirectory() ? resolve(path) : dirname(resolve(path));
}

/** The deepest folder that holds all of `folders`. */
function commonFolder([first, ...others]: readonly string[]): string {
  let common = first;
  const holds = (folder: string): boolean => `${folder}${sep}`.startsWith(`${common}${sep}`);
  while (!others.every(holds) && dirname(common) !== common) common = dirname(common);
  return common;
}
