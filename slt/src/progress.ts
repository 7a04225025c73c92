import type { Progress } from './run-file.ts';

const fields = ['line', 'startedAt', 'total', 'passed', 'failed', 'skipped'] as const;

/** What a worker's memory shows of the file it runs; `startedAt` in seconds since 1970. */
export type ProgressState = Readonly<Record<(typeof fields)[number], number>>;

/** Memory that a worker and its owner share, for one file at a time. */
export function createProgressMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(fields.length * Int32Array.BYTES_PER_ELEMENT);
}

/** The worker's end: starts a file anew. */
export function writeProgress(memory: SharedArrayBuffer): Progress {
  const cells = new Int32Array(memory).fill(0);
  return {
    total(records) {
      cells[fields.indexOf('total')] = records;
    },
    started(line) {
      cells[fields.indexOf('line')] = line;
      cells[fields.indexOf('startedAt')] = nowSeconds();
    },
    done(outcome) {
      cells[fields.indexOf(outcome)]++;
    },
  };
}

/** The owner's end: where the worker is. */
export function readProgress(memory: SharedArrayBuffer): ProgressState {
  const cells = new Int32Array(memory);
  const [line, startedAt, total, passed, failed, skipped] = cells;
  return { line, startedAt, total, passed, failed, skipped };
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
