import type { RelationName } from '../../catalog/stored-view.ts';
import type { Session } from '../session.ts';

/** The session that a statement runs in. */
export interface ExecutionOwner extends Session {
  /** The only table or view that virtual tables tell of; absent: all. */
  readonly about?: RelationName;
}
