import assert from 'node:assert/strict';
import type { AlterUser, CreateUser, DropUser } from './ast.ts';
import { printName, printString, words } from './print-name.ts';

export function printCreateUser(user: CreateUser): string {
  return words(
    'CREATE USER',
    printString(user.user.text),
    user.ifNotExists && 'IF NOT EXISTS',
    user.password !== undefined && `WITH PASSWORD ${printString(user.password)}`,
    `ROLE ${printName(user.role)}`,
    user.email !== undefined && `EMAIL ${printString(user.email)}`,
  );
}

export function printAlterUser(statement: AlterUser): string {
  return words('ALTER USER', printString(statement.user.text), 'SET', printUserClause(statement));
}

export function printDropUser({ user, ifExists }: DropUser): string {
  return words('DROP USER', ifExists && 'IF EXISTS', printString(user.text));
}

function printUserClause({ set }: AlterUser): string {
  switch (set.kind) {
    case 'password':
      return `PASSWORD ${printString(set.password)}`;
    case 'role':
      return `ROLE ${printName(set.role)}`;
    case 'email':
      return `EMAIL ${printString(set.email)}`;
    default:
      return assert.fail(String(set satisfies never));
  }
}
