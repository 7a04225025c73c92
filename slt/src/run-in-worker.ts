import { Worker } from 'node:worker_threads';
import type { FileReport } from './file-report.ts';
import { STATEMENT_TIMEOUT_MS } from './open-empty-database.ts';
import { createProgressMemory, nowSeconds, type ProgressState, readProgress } from './progress.ts';

/** Heap of a file's run; beyond it the file fails. */
const MOST_HEAP_MB = 2048;

/** A statement's own deadline should end it; after these seconds more, its thread is ended. */
const GRACE_SECONDS = 10;

/** A thread that runs test files, one at a time. */
export interface FileRunner {
  /** Never fails: a run that hangs, crashes or takes too much memory is a report of failures. */
  run(path: string): Promise<FileReport>;
  close(): Promise<void>;
}

/** Start no thread yet; the first file does, and the first after one that had to be ended. */
export function createFileRunner(): FileRunner {
  const memory = createProgressMemory();
  let worker: Worker | undefined;
  const start = (): Worker =>
    new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: memory,
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
    });
  return {
    async run(path) {
      new Int32Array(memory).fill(0);
      const running = worker ?? start();
      worker = running;
      try {
        return await waitForReport(running, path, memory);
      } catch (error) {
        await running.terminate();
        worker = undefined;
        return endedReport(path, readProgress(memory), String(error));
      }
    },
    async close() {
      await worker?.terminate();
    },
  };
}

function waitForReport(
  worker: Worker,
  path: string,
  memory: SharedArrayBuffer,
): Promise<FileReport> {
  const { promise, resolve, reject } = deferred<FileReport>();
  const timer = setInterval(() => {
    const { startedAt } = readProgress(memory);
    const seconds = startedAt === 0 ? 0 : nowSeconds() - startedAt;
    if (seconds > STATEMENT_TIMEOUT_MS / 1000 + GRACE_SECONDS) {
      reject(new Error(`no answer after ${seconds} s`));
    }
  }, 1000);
  worker.on('message', resolve).on('error', reject);
  worker.postMessage(path);
  return promise.finally(() => {
    clearInterval(timer);
    worker.removeAllListeners('message').removeAllListeners('error');
  });
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((accept, refuse) => {
    resolve = accept;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

/** The report of a run that was ended at `state`: what was not run has failed. */
function endedReport(path: string, state: ProgressState, actual: string): FileReport {
  const { line, total, passed, skipped } = state;
  return {
    path,
    passed,
    failed: Math.max(1, total - passed - skipped),
    unsupported: 0,
    skipped: skipped === 0 ? new Map() : new Map([['before the run was ended', skipped]]),
    failures: [{ line, sql: '', code: 'NOT_RUN', expected: 'an answer', actual }],
  };
}
