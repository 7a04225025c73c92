import { randomBytes } from 'node:crypto';

const process = randomBytes(4).toString('hex');
let count = 0;

/** The client's `X-Request-Id` when it is short and plain, otherwise one unique to this request. */
export function requestId(given: string | undefined): string {
  if (given !== undefined && /^[\w.:-]{1,64}$/.test(given)) return given;
  count += 1;
  return `${process}-${count.toString(36)}`;
}
