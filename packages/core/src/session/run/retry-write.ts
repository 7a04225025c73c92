import { CoreError } from '../../error.ts';
import type { Session } from '../session.ts';

/** Changes of a table that one statement lives through. */
const MAX_TRIES = 5;

/**
 * Run a statement, and again if its table was changed between its preparing and its writing: nothing
 * of it was written then. It waits for the changes that are under way. `run` prepares anew.
 */
export function retryWrite<T>(session: Session, run: () => T): T | Promise<Awaited<T>> {
  const result = run();
  return result instanceof Promise ? result.catch((error) => again(session, run, error)) : result;
}

async function again<T>(session: Session, run: () => T, failure: unknown): Promise<Awaited<T>> {
  let error = failure;
  for (let tries = 1; tries < MAX_TRIES && isChange(error); tries += 1) {
    await session.engine.catalogWriter.settled();
    session.signal?.throwIfAborted();
    try {
      return await run();
    } catch (next) {
      error = next;
    }
  }
  throw error;
}

function isChange(error: unknown): boolean {
  return error instanceof CoreError && error.code === 'CORE_TABLE_CHANGED';
}
