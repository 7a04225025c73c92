// Install what is needed, once per lock file. Takes no time when it is there already.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { pnpm, root } from './pnpm.mjs';

const marker = `${root}node_modules/.installed`;

/** Only tests and benchmarks need these: other databases, larger than all of ours. */
const comparisons = ['--filter', '!@kalamdb/bench', '--filter', '!@kalamdb/conformance'];

/** `everything`: also what compares us with other databases. */
export function install(everything) {
  const lock = createHash('sha256')
    .update(readFileSync(`${root}pnpm-lock.yaml`))
    .digest('hex');
  const complete = `everything ${lock}`;
  const enough = everything ? [complete] : [complete, `server ${lock}`];
  if (enough.includes(installed())) return;
  const filters = everything ? [] : comparisons;
  pnpm('install', '--frozen-lockfile', '--reporter=append-only', ...filters);
  writeFileSync(marker, everything ? complete : `server ${lock}`);
}

function installed() {
  try {
    return readFileSync(marker, 'utf8');
  } catch {
    return undefined;
  }
}
