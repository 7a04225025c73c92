/** What the SQL route needs of a request, and where its answer goes: one for each way of serving. */
export interface SqlExchange {
  /** The header Authorization as it was sent. */
  readonly authorization: string | undefined;
  /** The header X-Request-Id as it was sent. */
  readonly requestId: string | undefined;
  /** Aborted once the client has left. */
  readonly departed: AbortSignal;
  /** The body's text. Throws, or rejects with, the ApiErrors of `readBody`. */
  body(maxBytes: number): string | Promise<string>;
  /** Called once. The body's bytes belong to others after it if they are at most ONE_WRITE_BYTES. */
  send(answer: SqlAnswer): void;
}

/** An answer of the SQL route; its length and what the connection needs are for the sender to add. */
export interface SqlAnswer {
  readonly status: number;
  /** One object for all answers with these headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** For the header X-Request-Id. */
  readonly requestId: string;
  readonly body: Buffer;
}

/**
 * Bodies up to this size go to the socket as one string with the headers. A buffer would be a
 * second part of a `writev`, which costs more than copying: a bare server answers 1.1x as many.
 */
export const ONE_WRITE_BYTES = 32 * 1024;
