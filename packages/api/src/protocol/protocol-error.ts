import type { SocketErrorCode } from './messages.ts';

/** A message that cannot be understood or obeyed. The connection goes on. */
export class ProtocolError extends Error {
  readonly code: SocketErrorCode;
  /** The subscription that the message was about; `protocol` when it was about none. */
  readonly subscriptionId: string;
  readonly hint: string | undefined;

  constructor(
    code: SocketErrorCode,
    message: string,
    options: { readonly subscriptionId?: string; readonly hint?: string } = {},
  ) {
    super(message);
    this.name = 'ProtocolError';
    this.code = code;
    this.subscriptionId = options.subscriptionId ?? 'protocol';
    this.hint = options.hint;
  }
}
