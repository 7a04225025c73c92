/** The four roles, weakest first. */
export const roles = ['user', 'service', 'dba', 'system'] as const;
export type Role = (typeof roles)[number];

/** Who is asking. `userId` is also the scope of the rows that they own in USER and STREAM tables. */
export interface Principal {
  readonly userId: string;
  readonly role: Role;
}

export type TableKind = 'user' | 'shared' | 'stream' | 'system';
export type AccessLevel = 'public' | 'private' | 'restricted' | 'dba';

/** What a statement is about to do, as far as a decision depends on it. */
export type Access =
  | {
      readonly action: 'select' | 'insert' | 'update' | 'delete' | 'describe' | 'subscribe';
      readonly tableKind: TableKind;
      /** SHARED and system tables only. */
      readonly accessLevel: AccessLevel | undefined;
      /** `namespace.name`, for the message. */
      readonly table: string;
    }
  | {
      readonly action:
        | 'create-table'
        | 'alter-table'
        | 'drop-table'
        | 'create-index'
        | 'drop-index';
      readonly tableKind: TableKind;
      readonly table: string;
    }
  | { readonly action: 'create-view' | 'drop-view'; readonly view: string }
  | {
      readonly action: 'create-namespace' | 'alter-namespace' | 'drop-namespace';
      readonly namespace: string;
    }
  | { readonly action: 'list' }
  | { readonly action: 'show-stats'; readonly table: string }
  | {
      readonly action: 'create-user' | 'alter-user' | 'drop-user';
      readonly userId: string;
      /** The role given, or the role that the user has. Granting asks for both. */
      readonly targetRole: Role;
      /** ALTER USER … SET PASSWORD / EMAIL of oneself differs from any other change. */
      readonly change: 'role' | 'password' | 'email' | 'user';
    }
  | {
      readonly action: 'execute-as';
      readonly userId: string;
      readonly targetRole: Role | undefined;
    };

export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string };

/**
 * The one place that decides what a principal may do. Injected, so that every front end meets the
 * same decision and core knows no tokens. Pure and synchronous.
 */
export interface AccessPolicy {
  decide(principal: Principal, access: Access): Decision;
}
