import type { AccessPolicy } from '../policy.ts';

/** Allows everything to everyone: for tests that are not about permissions. */
export const allowAllPolicy: AccessPolicy = { decide: () => ({ allowed: true }) };
