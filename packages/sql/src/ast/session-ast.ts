import type { Name } from './name.ts';

/** The namespace of names without one, from here on. */
export interface Use {
  readonly kind: 'use';
  readonly namespace: Name;
  readonly at: number;
}

export interface SetParameter {
  readonly kind: 'set-parameter';
  readonly name: Name;
  /** Empty: the default. */
  readonly values: readonly (string | number | boolean)[];
  readonly at: number;
}

export interface ResetParameters {
  readonly kind: 'reset-parameters';
  readonly at: number;
}

export interface ShowParameter {
  readonly kind: 'show-parameter';
  /** `undefined`: all. */
  readonly name: Name | undefined;
  readonly at: number;
}
