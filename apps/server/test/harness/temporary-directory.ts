import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const made: string[] = [];
afterAll(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

/** A new empty directory that is gone when the test file ends. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'kalamdb-e2e-'));
  made.push(path);
  return path;
}
