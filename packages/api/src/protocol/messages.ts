/**
 * The protocol as types: bodies of `POST /v1/api/sql` and the JSON messages of `GET /v1/ws`. Types
 * only, so that a client can use them without the server.
 */

import type { Role } from '@kalamdb/auth';
import type { TextPosition, WireType } from '@kalamdb/sql';

// HTTP

/** Body of a request. */
export interface SqlRequestBody {
  readonly sql: string;
  /** Values of `$1…$n`. */
  readonly params?: readonly unknown[] | null;
  /** Namespace of unqualified names; `default` when absent. */
  readonly namespace_id?: string | null;
}

/** A column of a result. */
export interface SchemaField {
  readonly name: string;
  readonly data_type: WireType;
  /** From 0. */
  readonly index: number;
  readonly flags?: readonly ('pk' | 'nn' | 'uq')[];
}

/** Rows are arrays in the order of `schema`. Statements without rows have `message` instead. */
export type SqlResult =
  | {
      readonly schema: readonly SchemaField[];
      readonly rows: readonly (readonly unknown[])[];
      readonly row_count: number;
      readonly as_user: string;
    }
  | { readonly row_count: number; readonly message: string; readonly as_user: string };

/** The answer when every statement succeeded; results in order. */
export interface SqlSuccessBody {
  readonly status: 'success';
  readonly results: readonly SqlResult[];
  /** Milliseconds. */
  readonly took: number;
}

/** What is said of an error over HTTP and over the socket alike. */
export interface ErrorFacts {
  /** Kind of failure; a closed set that clients branch on. */
  readonly code: string;
  readonly message: string;
  /** The exact code, stable: `SQL_UNKNOWN_COLUMN`, `LIVE_UNSUPPORTED` … */
  readonly reason?: string;
  /** Where in the SQL text. */
  readonly position?: TextPosition;
  /** What to do about it. */
  readonly hint?: string;
}

/** The answer when a statement failed: no results, also of those before it. */
export interface SqlErrorBody {
  readonly status: 'error';
  readonly results: readonly [];
  readonly took: number;
  readonly error: ErrorFacts & {
    readonly sqlstate?: string;
    readonly retryable?: boolean;
    readonly request_id?: string;
  };
}

// Socket: client to server

/** How messages are written. */
export interface WireFormat {
  readonly serialization: 'json';
  readonly compression: 'gzip' | 'none';
}

/** Says who the client is; again, with a fresh token, to keep the connection. */
export interface AuthenticateMessage {
  readonly type: 'authenticate';
  readonly token: string;
  /** Absent: JSON without compression. */
  readonly protocol: WireFormat | undefined;
}

/** 64-bit sequences are integers of any length, or texts of digits, on the wire; here bigint. */
export interface SubscriptionOptions {
  readonly batchSize: number | undefined;
  readonly lastRows: number | undefined;
  readonly from: bigint | undefined;
}

/** Opens a live query. */
export interface SubscribeMessage {
  readonly type: 'subscribe';
  /** Chosen by the client, unique within the connection. */
  readonly id: string;
  readonly sql: string;
  /** Namespace of unqualified names. */
  readonly namespace: string;
  /** Absent: changes only. Present, even if empty: initial rows first. */
  readonly options: SubscriptionOptions | undefined;
}

/** Asks for more initial rows. */
export interface NextBatchMessage {
  readonly type: 'next_batch';
  readonly id: string;
  readonly lastSequence: bigint | undefined;
}

/** Ends a live query. */
export interface UnsubscribeMessage {
  readonly type: 'unsubscribe';
  readonly id: string;
  /** Answer with `unsubscribed`. */
  readonly ack: boolean;
}

/** Asks for a `pong`. */
export interface PingMessage {
  readonly type: 'ping';
}

/** A message of a client, parsed. */
export type ClientMessage =
  | AuthenticateMessage
  | SubscribeMessage
  | NextBatchMessage
  | UnsubscribeMessage
  | PingMessage;

/** The types of messages that clients send. */
export type ClientMessageType = ClientMessage['type'];

// Socket: server to client

/** Where a subscription stands with its initial rows. */
export interface BatchControl {
  /** From 0. */
  readonly batch_num: number;
  readonly has_more: boolean;
  /** `loading`: batch 0 of several; `loading_batch`: a later one; `ready`: the last. */
  readonly status: 'loading' | 'loading_batch' | 'ready';
  /** For `next_batch` while more follow; in the last batch a cursor for `from`. Bare integer. */
  readonly last_seq_id: bigint;
}

/** The token was accepted. */
export interface AuthSuccessMessage {
  readonly type: 'auth_success';
  readonly user: string;
  readonly role: Role;
  readonly protocol: WireFormat;
}

/** The connection is closed behind it. */
export interface AuthErrorMessage {
  readonly type: 'auth_error';
  readonly message: string;
  readonly code: string;
  readonly reason?: string;
}

/** A live query is open; its batch_control is that of batch 0. */
export interface SubscriptionAckMessage {
  readonly type: 'subscription_ack';
  readonly subscription_id: string;
  /** Always 0: rows are not counted ahead. */
  readonly total_rows: 0;
  readonly batch_control: BatchControl;
  readonly schema: readonly SchemaField[];
}

/** Codes of `error` messages. */
export type SocketErrorCode =
  | 'AUTH_REQUIRED'
  | 'TOKEN_EXPIRED'
  | 'UNAUTHORIZED'
  | 'INVALID_SUBSCRIPTION_ID'
  | 'CONNECTION_LIMIT_EXCEEDED'
  | 'SUBSCRIPTION_LIMIT_EXCEEDED'
  | 'NOT_FOUND'
  | 'INVALID_SQL'
  | 'UNSUPPORTED'
  | 'SUBSCRIPTION_FAILED'
  | 'CONVERSION_ERROR'
  | 'BATCH_FETCH_FAILED'
  | 'MESSAGE_TOO_LARGE'
  | 'RATE_LIMIT_EXCEEDED'
  | 'UNSUPPORTED_DATA'
  | 'PROTOCOL';

/** `subscription_id` is `protocol` or `rate_limit` for errors that belong to no subscription. */
export interface ErrorMessage extends ErrorFacts {
  readonly type: 'error';
  readonly subscription_id: string;
  readonly code: SocketErrorCode;
}

/** Answers `ping`. */
export interface PongMessage {
  readonly type: 'pong';
}

/** Answers `unsubscribe` with `ack`; nothing of that subscription follows. */
export interface UnsubscribedMessage {
  readonly type: 'unsubscribed';
  readonly subscription_id: string;
}

/**
 * Messages of the server without rows and without 64-bit integers; `subscription_ack`,
 * `initial_data_batch` and `change` are written by `serialize.ts`.
 */
export type PlainServerMessage =
  | AuthSuccessMessage
  | AuthErrorMessage
  | ErrorMessage
  | PongMessage
  | UnsubscribedMessage;

/** A live row: values by column name, with `_seq` and the primary key always among them. */
export type RowObject = Readonly<Record<string, unknown>>;

/** Initial rows, ascending by `_seq`. */
export interface InitialDataBatchMessage {
  readonly type: 'initial_data_batch';
  readonly subscription_id: string;
  readonly rows: readonly RowObject[];
  readonly batch_control: BatchControl;
}

/**
 * One change. `insert`: `rows`; `update`: `rows`, and `old_values` with the primary key, `_seq` and
 * the columns that changed; `delete`: `old_values` with `_deleted` true and the `_seq` of the
 * change, also when the row left the query's filter. Rows of tables without a primary key are
 * known by `_seq`: `_previous_seq` in the `old_values` of a delete says which one it was.
 */
export interface ChangeMessage {
  readonly type: 'change';
  readonly subscription_id: string;
  readonly change_type: 'insert' | 'update' | 'delete';
  readonly rows?: readonly [RowObject];
  readonly old_values?: readonly [RowObject];
}

/** Any message of the server. */
export type ServerMessage =
  | PlainServerMessage
  | SubscriptionAckMessage
  | InitialDataBatchMessage
  | ChangeMessage;
