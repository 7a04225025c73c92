import type { Value } from '../types/value.ts';
import type { TableSource } from './source.ts';

/**
 * What one execution of a plan may use. All of it is injected, so a run can be replayed. `now` is
 * fixed at the start of the statement (microseconds UTC).
 */
export interface ExecutionContext {
  /** Values of BoundParameter by index, already of the parameter's type. */
  readonly parameters: readonly Value[];
  readonly now: bigint;
  readonly currentUser: string;
  readonly currentRole: string;
  readonly ids: IdGenerator;
  /** Opens a table of the plan at this execution's snapshot and row scope. */
  openTable(tableId: number): TableSource;
  readonly signal: AbortSignal | undefined;
}

/** Sources of unique ids; every call gives a new one. */
export interface IdGenerator {
  /** Unix ms (41 bits) | node (10) | counter (12); strictly increasing. */
  snowflakeId(): bigint;
  /** RFC 9562 UUID version 7, canonical lower case. */
  uuidV7(): string;
  /** 26 characters of Crockford base32; time-sortable. */
  ulid(): string;
}
