export { type ApiParts, type ApiServer, createApiServer } from './api-server.ts';
export { ApiError, type ApiErrorCode } from './error.ts';
export { describeError, type ErrorDescription } from './error-status.ts';
export type { Logger } from './logger.ts';
export type * from './protocol/messages.ts';
