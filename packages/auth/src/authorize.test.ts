import { expect, test } from '@jest/globals';
import { type Access, type AccessLevel, authorize, type TableAccess } from './authorize.ts';
import { type Role, roles } from './role.ts';

function table(
  action: TableAccess['action'],
  tableKind: TableAccess['tableKind'],
  accessLevel?: AccessLevel,
): Access {
  return { action, tableKind, accessLevel, table: 'ns.t' };
}

function user(
  action: 'create-user' | 'alter-user' | 'drop-user',
  userId: string,
  targetRole: Role,
  change: 'role' | 'password' | 'email' | 'user' = 'user',
): Access {
  return { action, userId, targetRole, change };
}

/** One letter per role, weakest first: user, service, dba, system; `-` is denied. */
const cases: readonly (readonly [allowed: string, access: Access])[] = [
  ['usdS', { action: 'list' }],
  ['usdS', table('select', 'user')],
  ['usdS', table('subscribe', 'user')],
  ['usdS', table('insert', 'user')],
  ['usdS', table('update', 'user')],
  ['usdS', table('delete', 'stream')],
  ['usdS', table('insert', 'stream')],
  ['usdS', table('describe', 'user')],
  ['usdS', table('select', 'shared', 'public')],
  ['usdS', table('subscribe', 'shared', 'public')],
  ['-sdS', table('select', 'shared', 'private')],
  ['-sdS', table('select', 'shared', 'restricted')],
  ['--dS', table('select', 'shared', 'dba')],
  ['-sdS', table('select', 'shared')],
  ['-sdS', table('describe', 'shared', 'private')],
  ['-sdS', table('subscribe', 'shared', 'private')],
  ['-sdS', table('insert', 'shared', 'public')],
  ['-sdS', table('update', 'shared', 'private')],
  ['-sdS', table('delete', 'shared', 'restricted')],
  ['--dS', table('insert', 'shared', 'dba')],
  ['--dS', table('select', 'system')],
  ['usdS', table('select', 'system', 'public')],
  ['usdS', table('describe', 'system', 'public')],
  ['----', table('insert', 'system', 'public')],
  ['----', table('insert', 'system')],
  ['----', table('update', 'system')],
  ['-sdS', { action: 'create-table', tableKind: 'user', table: 'ns.t' }],
  ['-sdS', { action: 'create-table', tableKind: 'shared', table: 'ns.t' }],
  ['--dS', { action: 'drop-table', tableKind: 'user', table: 'ns.t' }],
  ['--dS', { action: 'show-stats', table: 'ns.t' }],
  ['--dS', { action: 'create-view', view: 'ns.v' }],
  ['-sdS', { action: 'create-index', tableKind: 'shared', table: 'ns.t' }],
  ['--dS', { action: 'drop-index', tableKind: 'shared', table: 'ns.i' }],
  ['--dS', { action: 'drop-view', view: 'ns.v' }],
  ['--dS', { action: 'create-namespace', namespace: 'ns' }],
  ['--dS', { action: 'alter-namespace', namespace: 'ns' }],
  ['--dS', { action: 'drop-namespace', namespace: 'ns' }],
  ['--dS', user('create-user', 'other', 'user')],
  ['--dS', user('create-user', 'other', 'dba')],
  ['---S', user('create-user', 'other', 'system')],
  ['--dS', user('alter-user', 'other', 'user', 'password')],
  ['---S', user('alter-user', 'other', 'system', 'password')],
  ['usdS', user('alter-user', 'me', 'user', 'password')],
  ['usdS', user('alter-user', 'me', 'user', 'email')],
  ['--dS', user('alter-user', 'me', 'user', 'role')],
  ['---S', user('alter-user', 'me', 'system', 'role')],
  ['--dS', user('drop-user', 'other', 'service')],
  ['---S', user('drop-user', 'other', 'system')],
  ['-sdS', { action: 'execute-as', userId: 'other', targetRole: 'user' }],
  ['-sdS', { action: 'execute-as', userId: 'other', targetRole: undefined }],
  ['-sdS', { action: 'execute-as', userId: 'other', targetRole: 'service' }],
  ['--dS', { action: 'execute-as', userId: 'other', targetRole: 'dba' }],
  ['---S', { action: 'execute-as', userId: 'other', targetRole: 'system' }],
  ['usdS', { action: 'execute-as', userId: 'me', targetRole: 'user' }],
];

test.each(cases)('%s may %j', (expected, access) => {
  const letters = ['u', 's', 'd', 'S'];
  const actual = roles.map((role, index) =>
    authorize({ userId: 'me', role }, access).allowed ? letters[index] : '-',
  );
  expect(actual.join('')).toBe(expected);
});

test('a refusal names the role and what it needs', () => {
  const access: Access = { action: 'create-namespace', namespace: 'chat' };
  expect(authorize({ userId: 'me', role: 'user' }, access)).toEqual({
    allowed: false,
    reason: 'the role user may not create namespace chat; it needs dba or above',
  });
});

test('an unknown action is denied', () => {
  const access = { action: 'fly' } as unknown as Access;
  expect(authorize({ userId: 'me', role: 'system' }, access).allowed).toBe(false);
});
