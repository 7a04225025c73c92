import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildMessage, Progress } from './child-message.ts';
import type { FileReport } from './file-report.ts';
import { STATEMENT_TIMEOUT_MS } from './open-empty-database.ts';

/** Heap of a file's run; beyond it the file fails. */
const MOST_HEAP_MB = 2048;

/** A statement's own deadline should end it; this much later its process is ended. */
const GRACE_MS = 10_000;

/** A process that runs test files, one at a time. */
export interface FileRunner {
  /** Never fails: a run that hangs, crashes or takes too much memory is a report of failures. */
  run(path: string): Promise<FileReport>;
  close(): void;
}

/** Starts no process yet; the first file does, and the first after one that had to be ended. */
export function createFileRunner(): FileRunner {
  let child: ChildProcess | undefined;
  return {
    async run(path) {
      child ??= startChild();
      const running = child;
      const { report, reusable } = await runIn(running, path);
      if (!reusable) {
        running.kill('SIGKILL');
        child = undefined;
      }
      return report;
    },
    close() {
      child?.kill();
    },
  };
}

function startChild(): ChildProcess {
  return fork(fileURLToPath(new URL('./child.ts', import.meta.url)), {
    execArgv: [...process.execArgv, `--max-old-space-size=${MOST_HEAP_MB}`],
    serialization: 'advanced',
  });
}

interface Run {
  readonly report: FileReport;
  readonly reusable: boolean;
}

function runIn(child: ChildProcess, path: string): Promise<Run> {
  return new Promise((resolve) => {
    let progress: Progress = { total: 1, line: 0, passed: 0, skipped: 0 };
    const finish = (run: Run): void => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
      resolve(run);
    };
    const end = (reason: string): void =>
      finish({ report: endedReport(path, progress, reason), reusable: false });
    const onMessage = (message: ChildMessage): void => {
      if (message.kind === 'report') {
        finish({ report: message.report, reusable: true });
      } else {
        progress = message;
        timer.refresh();
      }
    };
    const onExit = (code: number | null, signal: string | null): void =>
      end(`the process ended (${signal ?? code})`);
    const patienceMs = STATEMENT_TIMEOUT_MS + GRACE_MS;
    const timer = setTimeout(() => end(`no answer after ${patienceMs} ms`), patienceMs);
    child.on('message', onMessage).on('exit', onExit);
    child.send(path);
  });
}

/** The report of a run that was ended: what was not run has failed. */
function endedReport(path: string, progress: Progress, actual: string): FileReport {
  const { line, total, passed, skipped } = progress;
  return {
    path,
    passed,
    failed: Math.max(1, total - passed - skipped),
    unsupported: 0,
    skipped: skipped === 0 ? new Map() : new Map([['before the run was ended', skipped]]),
    failures: [{ line, sql: '', code: 'NOT_RUN', expected: 'an answer', actual }],
  };
}
