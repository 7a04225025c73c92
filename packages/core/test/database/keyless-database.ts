import type { Database } from '../../src/database.ts';
import { root, runScript } from './run.ts';
import { openTestDatabase } from './test-database.ts';

/** A database that takes tables without primary keys, after a script by root. */
export async function openKeylessDatabase(script: string): Promise<Database> {
  const { database } = await openTestDatabase({ requirePrimaryKey: false });
  await runScript(database, root, script);
  return database;
}
