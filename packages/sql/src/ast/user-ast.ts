import type { Name } from './name.ts';

export interface CreateUser {
  readonly kind: 'create-user';
  /** Case is kept for user names, quoted or not. */
  readonly user: Name;
  readonly ifNotExists: boolean;
  readonly password: string | undefined;
  readonly role: Name;
  readonly email: string | undefined;
  readonly at: number;
}

export interface AlterUser {
  readonly kind: 'alter-user';
  readonly user: Name;
  readonly set:
    | { readonly kind: 'password'; readonly password: string }
    | { readonly kind: 'role'; readonly role: Name }
    | { readonly kind: 'email'; readonly email: string };
  readonly at: number;
}

export interface DropUser {
  readonly kind: 'drop-user';
  readonly user: Name;
  readonly ifExists: boolean;
  readonly at: number;
}
