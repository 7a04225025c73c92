// Install and build, needing only Node and npm. Takes about two seconds when all is up to date.
import { readFileSync } from 'node:fs';
import { pnpm, quietPnpm, root } from './pnpm.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`KalamDB needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

if (!isInstalled()) pnpm('install', '--frozen-lockfile', '--reporter=append-only');
console.log('Building what has changed ...');
quietPnpm('run', 'build');

/** pnpm leaves a copy of the lock file it installed from, as its last step. */
function isInstalled() {
  try {
    const installed = readFileSync(`${root}node_modules/.pnpm/lock.yaml`);
    return installed.equals(readFileSync(`${root}pnpm-lock.yaml`));
  } catch {
    return false;
  }
}
