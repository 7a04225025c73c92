import { atLeast, type Principal, type Role } from './role.ts';

export type TableKind = 'user' | 'shared' | 'stream' | 'system';
export type AccessLevel = 'public' | 'private' | 'restricted' | 'dba';

export interface TableAccess {
  readonly action: 'select' | 'insert' | 'update' | 'delete' | 'describe' | 'subscribe';
  readonly tableKind: TableKind;
  /** SHARED and system tables only. */
  readonly accessLevel: AccessLevel | undefined;
  readonly table: string;
}

interface SchemaAccess {
  readonly action: 'create-table' | 'alter-table' | 'drop-table' | 'create-index' | 'drop-index';
  readonly tableKind: TableKind;
  readonly table: string;
}

interface ViewAccess {
  readonly action: 'create-view' | 'drop-view';
  readonly view: string;
}

interface NamespaceAccess {
  readonly action: 'create-namespace' | 'alter-namespace' | 'drop-namespace';
  readonly namespace: string;
}

interface UserAccess {
  readonly action: 'create-user' | 'alter-user' | 'drop-user';
  readonly userId: string;
  /** The role given, or the role that the user has. */
  readonly targetRole: Role;
  readonly change: 'role' | 'password' | 'email' | 'user';
}

interface ActingAs {
  readonly action: 'execute-as';
  readonly userId: string;
  /** `undefined`: there is no such user. */
  readonly targetRole: Role | undefined;
}

/** What somebody is about to do, as far as the decision depends on it. */
export type Access =
  | TableAccess
  | SchemaAccess
  | ViewAccess
  | NamespaceAccess
  | UserAccess
  | ActingAs
  | { readonly action: 'show-stats'; readonly table: string }
  | { readonly action: 'list' };

export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string };

/**
 * Decide whether `principal` may do `access`: the only such decision in the system. Pure; denies
 * what it does not know. Rows of other users are out of reach by the scope of USER and STREAM
 * tables, not by this function, so reading "a" USER table is open to everyone.
 */
export function authorize(principal: Principal, access: Access): Decision {
  switch (access.action) {
    case 'list':
      return allowed;
    case 'select':
    case 'describe':
    case 'subscribe':
      return decideRead(principal, access);
    case 'insert':
    case 'update':
    case 'delete':
      return decideWrite(principal, access);
    case 'create-index':
      return atLeastRole(principal, 'service', `create an index on ${access.table}`);
    case 'drop-index':
      return atLeastRole(principal, 'dba', `drop index ${access.table}`);
    case 'create-table':
      return atLeastRole(principal, 'service', `create table ${access.table}`);
    case 'alter-table':
      return atLeastRole(principal, 'service', `alter table ${access.table}`);
    case 'show-stats':
      return atLeastRole(principal, 'dba', `show statistics of ${access.table}`);
    case 'drop-table':
      return atLeastRole(principal, 'dba', `drop table ${access.table}`);
    case 'create-view':
    case 'drop-view':
      return atLeastRole(principal, 'dba', `${verb(access.action)} view ${access.view}`);
    case 'create-namespace':
    case 'alter-namespace':
    case 'drop-namespace':
      return atLeastRole(principal, 'dba', `${verb(access.action)} namespace ${access.namespace}`);
    case 'create-user':
    case 'alter-user':
    case 'drop-user':
      return decideUserChange(principal, access);
    case 'execute-as':
      return decideActingAs(principal, access);
    default:
      return denied(`unknown action ${String(access satisfies never)}`);
  }
}

const allowed: Decision = { allowed: true };

function denied(reason: string): Decision {
  return { allowed: false, reason };
}

function verb(action: string): string {
  return action.slice(0, action.indexOf('-'));
}

function atLeastRole(principal: Principal, least: Role, what: string): Decision {
  if (atLeast(principal.role, least)) return allowed;
  return denied(`the role ${principal.role} may not ${what}; it needs ${least} or above`);
}

function decideRead(principal: Principal, access: TableAccess): Decision {
  const what = `${access.action} from ${access.table}`;
  if (access.tableKind === 'user' || access.tableKind === 'stream') return allowed;
  const unsaid = access.tableKind === 'system' ? 'dba' : 'private';
  return atLeastRole(principal, leastReader[access.accessLevel ?? unsaid], what);
}

function decideWrite(principal: Principal, access: TableAccess): Decision {
  if (access.tableKind === 'system') return denied(`${access.table} is read-only`);
  if (access.tableKind !== 'shared') return allowed;
  const least = access.accessLevel === 'dba' ? 'dba' : 'service';
  return atLeastRole(principal, least, `${access.action} rows of ${access.table}`);
}

const leastReader: Readonly<Record<AccessLevel, Role>> = {
  public: 'user',
  private: 'service',
  restricted: 'service',
  dba: 'dba',
};

/** Everyone may change their own password and email; the rest is for dba, `system` for system. */
function decideUserChange(principal: Principal, access: UserAccess): Decision {
  const ownSettings = access.change === 'password' || access.change === 'email';
  if (access.userId === principal.userId && ownSettings) return allowed;
  const what = `${verb(access.action)} users`;
  if (access.targetRole === 'system') {
    return atLeastRole(principal, 'system', `${what} with the role system`);
  }
  return atLeastRole(principal, 'dba', what);
}

/** Downwards or sideways only: system as anyone, dba up to dba, service up to service, user self. */
function decideActingAs(principal: Principal, access: ActingAs): Decision {
  if (access.userId === principal.userId) return allowed;
  const what = denied(`the role ${principal.role} may not act as user ${access.userId}`);
  if (principal.role === 'user') return what;
  return atLeast(principal.role, access.targetRole ?? 'user') ? allowed : what;
}
