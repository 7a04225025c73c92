import type { Authenticator, Principal } from '@kalamdb/auth';
import { ProtocolError } from '../protocol/protocol-error.ts';

/** Who is at the other end of a connection, as long as the token proves it. */
export class Identity {
  readonly #authenticator: Pick<Authenticator, 'verify'>;
  #token: string | undefined;
  #principal: Principal | undefined;

  constructor(authenticator: Pick<Authenticator, 'verify'>) {
    this.#authenticator = authenticator;
  }

  /** `undefined` until a token was accepted. */
  get principal(): Principal | undefined {
    return this.#principal;
  }

  /**
   * Accept `token` from now on. Throws AuthError for one that is not valid and ProtocolError
   * UNAUTHORIZED for one of another user; what held before still holds then.
   */
  accept(token: string): Principal {
    const { principal } = this.#authenticator.verify(token);
    if (this.#principal !== undefined && this.#principal.userId !== principal.userId) {
      throw new ProtocolError('UNAUTHORIZED', 'the token is of another user', {
        hint: 'Open another connection for another user.',
      });
    }
    this.#token = token;
    this.#principal = principal;
    return principal;
  }

  /** Throws AuthError when the token has expired, or its user is gone or has another role. */
  check(): void {
    if (this.#token !== undefined) this.#authenticator.verify(this.#token);
  }
}
