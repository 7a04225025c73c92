import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own. */
export interface ChildServer {
  readonly port: number;
  close(): Promise<void>;
}

const repository = fileURLToPath(new URL('../', import.meta.url));

/**
 * Start the built KalamDB server on a free port with an empty temporary data directory; `settings`
 * are further environment variables.
 */
export async function startKalam(
  rootPassword: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ChildServer> {
  const data = mkdtempSync(join(tmpdir(), 'kalamdb-bench-'));
  const child = spawn(process.execPath, [join(repository, 'apps/server/dist/main.js')], {
    cwd: data,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      KALAMDB_PORT: '0',
      KALAMDB_DATA_DIR: data,
      KALAMDB_ROOT_PASSWORD: rootPassword,
      KALAMDB_LOG_LEVEL: 'info',
      ...settings,
    },
  });
  const port = await firstMatch(child, /http:\/\/127\.0\.0\.1:(\d+)/);
  return childServer(child, port, () => rmSync(data, { recursive: true, force: true }));
}

/** Start the bare echo server. */
export function startEcho(): Promise<ChildServer> {
  return startBare('echo-server.ts');
}

/** Start the bare broadcast server. */
export function startBroadcast(): Promise<ChildServer> {
  return startBare('broadcast-server.ts');
}

/** Start a server of this folder, which prints its address as JSON. */
async function startBare(file: string): Promise<ChildServer> {
  const args = ['--import', import.meta.resolve('tsx'), join(repository, 'bench', file)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return childServer(child, await firstMatch(child, /"port":(\d+)/), () => {});
}

function childServer(child: ChildProcess, port: number, cleanUp: () => void): ChildServer {
  return {
    port,
    close: async () => {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await exited;
      cleanUp();
    },
  };
}

/** The first group of `pattern` in the child's output; rejects when the child ends before that. */
function firstMatch(child: ChildProcess, pattern: RegExp): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`server ended with ${code}`)));
    if (child.stdout === null) return reject(new Error('no output'));
    createInterface(child.stdout).on('line', (line) => {
      const found = pattern.exec(line)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
  });
}
