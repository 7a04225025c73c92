export type { ChangeEvent, Commit } from './change/change-event.ts';
export type { ChangeFeed, Partition } from './change/change-feed.ts';
export { type Clock, systemClock } from './clock.ts';
export { type Database, openDatabase } from './database.ts';
export type { DatabaseLimits, DatabaseOptions } from './database-options.ts';
export { CoreError, type CoreErrorCode, type CoreErrorOptions, coreSqlStates } from './error.ts';
export {
  type Access,
  type AccessLevel,
  type AccessPolicy,
  type Decision,
  type Principal,
  type Role,
  roles,
  type TableKind,
} from './policy.ts';
export type { Affected, ResultField, ResultRows, StatementResult } from './result.ts';
export type { LiveQueryRequest, LiveQuerySource } from './session/handlers/live-query.ts';
export type {
  TransactionRequest,
  TransactionResults,
} from './session/script/execute-in-transaction.ts';
export type { ExecuteRequest } from './session/session.ts';
export { type StatementError, statementNumber } from './session/statement-error.ts';
export type { PasswordHasher, UserDirectory, UserRecord } from './users/user-directory.ts';
