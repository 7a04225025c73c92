import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository root, with a trailing slash. */
export const root = fileURLToPath(new URL('../', import.meta.url));

/** Run the pinned pnpm, fetched by npx when absent; a failure ends this process with its code. */
export function pnpm(...args) {
  run(args, 'inherit');
}

/** As `pnpm`, but its output is shown only when it fails. */
export function quietPnpm(...args) {
  run(args, 'pipe');
}

function run(args, stdio) {
  const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const { status, error, stdout, stderr } = spawnSync('npx', ['--yes', packageManager, ...args], {
    cwd: root,
    stdio,
    maxBuffer: Number.POSITIVE_INFINITY,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
  if (error) throw error;
  if (status === 0) return;
  process.stdout.write(stdout ?? '');
  process.stderr.write(stderr ?? '');
  process.exit(status ?? 1);
}
