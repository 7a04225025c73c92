/** Close codes of the socket: those of RFC 6455, and our own from 4000. */
export const closeCodes = {
  goingAway: 1001,
  policy: 1008,
  internal: 1011,
  unauthorized: 4401,
} as const;
