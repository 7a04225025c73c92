import type { UserRecord } from '../../../users/user-directory.ts';
import { SYSTEM_NAMESPACE } from '../../system-namespaces.ts';
import { defineVirtualTable, nothing } from '../virtual-table.ts';

/** Hashes never leave the store: only whether there is one can be told, by auth_type. */
const HIDDEN = '***';

/** Users, dropped ones too. They may be millions: one is found by its id without reading the others. */
export const users = defineVirtualTable<UserRecord>({
  namespace: SYSTEM_NAMESPACE,
  name: 'users',
  access: 'dba',
  objects: ({ users }) => users.list(),
  find: ({ users }, [userId]) => users.findAny(String(userId)),
  columns: [
    ['user_id', 'text', (user) => user.userId],
    ['password_hash', 'text', () => HIDDEN],
    ['role', 'text', (user) => user.role],
    ['email', 'text?', (user) => user.email ?? null],
    ['auth_type', 'text', (user) => (user.passwordHash === undefined ? 'internal' : 'password')],
    ['auth_data', 'json?', nothing],
    ['storage_mode', 'text', () => 'table'],
    ['storage_id', 'text?', nothing],
    ['failed_login_attempts', 'int', (user) => user.failedLoginAttempts],
    ['locked_until', 'timestamp?', (user) => user.lockedUntil ?? null],
    ['last_login_at', 'timestamp?', (user) => user.lastLoginAt ?? null],
    ['created_at', 'timestamp', (user) => user.createdAt],
    ['updated_at', 'timestamp', (user) => user.updatedAt],
    ['last_seen', 'timestamp?', nothing],
    ['deleted_at', 'timestamp?', (user) => user.deletedAt ?? null],
  ],
  key: ['user_id'],
});
