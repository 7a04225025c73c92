import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A throw-away PostgreSQL cluster with its default durability (fsync and synchronous_commit on). */
export interface PostgresPeer {
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
  };
  readonly version: string;
  close(): void;
}

/**
 * Create and start a PostgreSQL in a temporary directory, or `undefined` when its binaries are not
 * on this machine. PostgreSQL refuses to run as root; then it runs as the user `postgres`.
 */
export async function startPostgres(): Promise<PostgresPeer | undefined> {
  const folder = binaryFolder();
  if (folder === undefined) return undefined;
  const home = mkdtempSync(join(tmpdir(), 'kalamdb-bench-postgres-'));
  const owner = ownerIds();
  if (owner !== undefined) chownSync(home, owner.uid, owner.gid);
  const data = join(home, 'data');
  const port = await freePort();
  const run = (binary: string, ...args: string[]) =>
    execFileSync(join(folder, binary), args, {
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...owner,
    });
  run('initdb', '-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--no-sync');
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${home}`;
  execFileSync(
    join(folder, 'pg_ctl'),
    ['-D', data, '-w', '-l', join(home, 'log'), '-o', options, 'start'],
    {
      cwd: home,
      stdio: 'ignore',
      ...owner,
    },
  );
  return {
    connection: { host: '127.0.0.1', port, user: 'bench', database: 'postgres' },
    version: run('postgres', '--version').toString().trim(),
    close: () => {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Where Debian and others put `initdb`, newest version first; else the PATH. */
function binaryFolder(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian)
    ? readdirSync(debian).sort((a, b) => Number(b) - Number(a))
    : [];
  const candidates = versions.map((version) => join(debian, version, 'bin'));
  candidates.push(...(process.env.PATH ?? '').split(':'));
  return candidates.find(
    (path) => existsSync(join(path, 'initdb')) && existsSync(join(path, 'pg_ctl')),
  );
}

function ownerIds(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString());
  return { uid: id('-u'), gid: id('-g') };
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
