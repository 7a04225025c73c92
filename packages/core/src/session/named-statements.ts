import type { Name, Prepare } from '@kalamdb/sql';
import { CoreError } from '../error.ts';

/** A PREPARE, and where the text that its positions refer to begins in the script. */
export interface NamedStatement {
  readonly prepare: Prepare;
  readonly start: number;
}

/**
 * What PREPARE has given names, as long as the session lives. Names are the session's own: nobody
 * else sees them.
 */
export class NamedStatements {
  /** Most sessions have none. */
  #statements: Map<string, NamedStatement> | undefined;

  /** Throws CORE_STATEMENT_EXISTS at the name. */
  add(named: NamedStatement): void {
    const { name } = named.prepare;
    this.checkFree(name);
    this.#statements ??= new Map();
    this.#statements.set(name.text, named);
  }

  /** Throws CORE_STATEMENT_EXISTS at the name if it is taken. */
  checkFree({ text, at }: Name): void {
    if (this.#statements?.has(text) !== true) return;
    throw new CoreError('CORE_STATEMENT_EXISTS', `prepared statement "${text}" already exists`, {
      position: at,
      hint: `Use DEALLOCATE ${text} first.`,
    });
  }

  /** Throws CORE_STATEMENT_NOT_FOUND at the name. */
  find(name: Name): NamedStatement {
    const found = this.#statements?.get(name.text);
    if (found === undefined) throw notFound(name);
    return found;
  }

  /** Throws CORE_STATEMENT_NOT_FOUND at the name. */
  remove(name: Name): void {
    if (this.#statements?.delete(name.text) !== true) throw notFound(name);
  }

  clear(): void {
    this.#statements = undefined;
  }
}

function notFound({ text, at }: Name): CoreError {
  return new CoreError('CORE_STATEMENT_NOT_FOUND', `prepared statement "${text}" does not exist`, {
    position: at,
    hint: 'It lives as long as the session that PREPARE was in: over HTTP, one request.',
  });
}
