export type User = 'alice' | 'bob';

export const users: readonly User[] = ['alice', 'bob'];

/** Whose rows: a user's, or everybody's. */
export type Scope = User | 'all';
