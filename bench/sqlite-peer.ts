import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A statement's end as the shell tells it; user and system time have more digits than the clock. */
const timeLine = /^Run Time: real ([\d.]+) user ([\d.]+) sys ([\d.]+)/;

/** Cannot be a row of a benchmark. */
const END = '=== end of statement ===';

/** What one statement gave. */
interface SqliteRun {
  readonly rows: number;
  /** Processor time of the statement by the shell's own clock, without the pipes. */
  readonly ms: number;
}

export interface SqlitePeer {
  readonly version: string;
  run(sql: string): Promise<SqliteRun>;
  close(): void;
}

/** The `sqlite3` shell over a database in memory; `undefined` when it is not on this machine. */
export function startSqlite(): SqlitePeer | undefined {
  const { status, stdout } = spawnSync('sqlite3', ['--version'], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const shell = spawn('sqlite3', ['-batch', '-bail', ':memory:']);
  const lines = createInterface({ input: shell.stdout })[Symbol.asyncIterator]();
  shell.stdin.write('.timer on\n');
  return {
    version: stdout.split(' ')[0] ?? '',
    run: (sql) => runStatement(shell, lines, sql),
    close: () => {
      shell.stdin.end('.quit\n');
    },
  };
}

async function runStatement(
  shell: ChildProcessWithoutNullStreams,
  lines: AsyncIterator<string>,
  sql: string,
): Promise<SqliteRun> {
  shell.stdin.write(`${sql};\n.print ${END}\n`);
  let rows = 0;
  let ms = 0;
  for (;;) {
    const { done, value: line } = await lines.next();
    if (done === true) throw new Error(`sqlite3 ended: ${String(shell.stderr.read())}`);
    if (line === END) return { rows, ms };
    const time = timeLine.exec(line);
    if (time === null) rows++;
    else ms = (Number(time[2]) + Number(time[3])) * 1000;
  }
}
