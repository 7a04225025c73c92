export type { Account, Accounts } from './accounts.ts';
export { type Authenticator, createAuthenticator, type SignedIn } from './authenticator.ts';
export {
  type Access,
  type AccessLevel,
  authorize,
  type Decision,
  type TableAccess,
  type TableKind,
} from './authorize.ts';
export { AuthError, type AuthErrorCode } from './error.ts';
export { hashPassword, verifyPassword } from './password.ts';
export { atLeast, isRole, type Principal, type Role, roles } from './role.ts';
export {
  createTokens,
  type TokenPair,
  type TokenSettings,
  type Tokens,
  type VerifiedToken,
} from './token.ts';
