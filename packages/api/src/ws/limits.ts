/** Bounds on one connection and on those of one user, and times. */
export interface SocketLimits {
  /** From the upgrade to a valid `authenticate`. */
  readonly authTimeoutMs: number;
  /**
   * Between pings; a client that did nothing since the last one is cut off, one that is behind in
   * reading after ten.
   */
  readonly heartbeatMs: number;
  /** Longest message of a client. */
  readonly messageBytes: number;
  readonly subscriptions: number;
  readonly connectionsPerUser: number;
  /** On all connections of a user together. */
  readonly subscriptionsPerUser: number;
  /** Sustained; as many may come at once. */
  readonly messagesPerSecond: number;
  /** Unsent bytes from which a client counts as slow: changes wait in the log; default 1 MiB. */
  readonly bufferedBytes?: number;
}

/** What `bufferedBytes` is when it is not given. */
export const DEFAULT_BUFFERED_BYTES = 1024 * 1024;
