import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running server, as its operator sees it. */
export interface ServerProcess {
  readonly url: string;
  /** All that it has written so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  /** Resolves once stdout and stderr, taken together, match. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  readonly exited: Promise<Exit>;
}

const folder = fileURLToPath(new URL('../../', import.meta.url));

/** The built server; its sources when E2E_SOURCE is set, which needs no build. */
const program = process.env.E2E_SOURCE
  ? ['--conditions=source', '--import', import.meta.resolve('tsx'), `${folder}src/main.ts`]
  : [`${folder}dist/main.js`];

const running = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of running) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
});

/** Environment of the server; without any KALAMDB_ variable of the tests' own. */
export type ServerEnvironment = Readonly<Record<string, string>>;

/** Start the server in `directory` and wait until it listens. Rejects when it ends before that. */
export async function startServer(
  directory: string,
  environment: ServerEnvironment = {},
): Promise<ServerProcess> {
  const { child, output, waitFor, exited } = spawnServer(directory, environment);
  const ended = exited.then(({ code }) => {
    throw new Error(`the server ended with ${code}:\n${output().stdout}${output().stderr}`);
  });
  const listening = waitFor(/listening on (http:\/\/[^"\s]+)/);
  const [, url = ''] = await Promise.race([listening, ended]);
  ended.catch(() => undefined);
  return { url, output, waitFor, exited, kill: (signal) => child.kill(signal) };
}

/** Run a server that is expected to end by itself; gives how, and what it wrote. */
export async function runServer(
  directory: string,
  environment: ServerEnvironment = {},
): Promise<Exit & { readonly stdout: string; readonly stderr: string }> {
  const { output, exited } = spawnServer(directory, environment);
  return { ...(await exited), ...output() };
}

function spawnServer(directory: string, environment: ServerEnvironment) {
  const child = spawn(process.execPath, program, {
    cwd: directory,
    env: { PATH: process.env.PATH, KALAMDB_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  const waitFor = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const look = () => {
        const found = pattern.exec(text.stdout + text.stderr);
        if (found === null) return;
        child.stdout.off('data', look);
        child.stderr.off('data', look);
        resolve(found);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      look();
    });
  return { child, output: () => ({ ...text }), waitFor, exited };
}
