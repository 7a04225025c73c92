import { SqlError } from '../error.ts';

/** As PostgreSQL: each is an entry of the target list. */
const MAX_KEYS = 1664;

/** SQL_TOO_LONG at `position` if these are more expressions than rows may be grouped or sorted by. */
export function checkKeyCount(count: number, action: string, position: number): void {
  if (count <= MAX_KEYS) return;
  throw new SqlError('SQL_TOO_LONG', `a query can ${action} by at most ${MAX_KEYS} expressions`, {
    position,
  });
}
