import {
  type Access,
  type AccessPolicy,
  type Decision,
  type Principal,
  type Role,
  roles,
} from '../../src/policy.ts';

/**
 * A policy for tests, by role alone: `user` reads public SHARED tables, `service` reads and writes
 * SHARED tables and creates tables, `dba` does all but touch users of role system, `system` all.
 * USER and STREAM tables are open to everyone, since each sees only their own rows.
 */
export const rolePolicy: AccessPolicy = {
  decide(principal, access) {
    const least = leastRole(principal, access);
    if (roles.indexOf(principal.role) >= roles.indexOf(least)) return { allowed: true };
    return denied(principal, access, least);
  },
};

function leastRole(principal: Principal, access: Access): Role {
  switch (access.action) {
    case 'list':
      return 'user';
    case 'select':
    case 'describe':
    case 'subscribe':
    case 'insert':
    case 'update':
    case 'delete':
      return leastForRows(access);
    case 'create-table':
    case 'alter-table':
    case 'create-index':
      return 'service';
    case 'show-stats':
    case 'drop-table':
    case 'drop-index':
    case 'create-view':
    case 'drop-view':
    case 'create-namespace':
    case 'alter-namespace':
    case 'drop-namespace':
      return 'dba';
    case 'create-user':
    case 'alter-user':
    case 'drop-user':
      if (access.userId === principal.userId && access.change !== 'role') return 'user';
      return access.targetRole === 'system' ? 'system' : 'dba';
    case 'execute-as':
      return access.userId === principal.userId ? 'user' : leastToActAs(access.targetRole);
    default:
      return access satisfies never;
  }
}

function leastForRows(access: Extract<Access, { tableKind: unknown; accessLevel: unknown }>): Role {
  if (access.accessLevel === 'dba') return 'dba';
  if (access.tableKind === 'user' || access.tableKind === 'stream') return 'user';
  const reads = ['select', 'describe', 'subscribe'].includes(access.action);
  return reads && access.accessLevel === 'public' ? 'user' : 'service';
}

function leastToActAs(target: Role | undefined): Role {
  return target === undefined || target === 'user' ? 'service' : target;
}

function denied(principal: Principal, access: Access, least: Role): Decision {
  const what = 'table' in access ? `${access.action} on ${access.table}` : access.action;
  return { allowed: false, reason: `role ${principal.role} may not ${what}; it needs ${least}` };
}
