import type { Database } from '@kalamdb/core';

/** What live queries need of a database. */
export type LiveDatabase = Pick<Database, 'bindQuery' | 'changes'>;
