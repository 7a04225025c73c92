export { LiveError, type LiveErrorCode, type LiveErrorOptions, liveSqlStates } from './error.ts';
export type { LiveChange, LiveRow } from './live-change.ts';
export type { LiveDatabase } from './live-database.ts';
export {
  createLiveQueries,
  type LiveQueries,
  type LiveQueryStatistics,
  type SubscribeRequest,
} from './live-queries.ts';
export type { LiveSink, LiveSubscription } from './live-query.ts';
export type { LiveField } from './live-shape.ts';
export type { SnapshotBatch } from './snapshot.ts';
export { defaultLiveLimits, type LiveLimits, type SubscribeOptions } from './subscribe-options.ts';
