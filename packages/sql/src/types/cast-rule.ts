import type { SqlTypeKind } from './sql-type.ts';
import type { Value } from './value.ts';

/** How a value of one type becomes one of another, and the weakest context that allows it. */
export interface CastRule {
  readonly context: 'implicit' | 'assignment' | 'explicit';
  readonly cast: (value: Exclude<Value, null>) => Value;
}

/** Rules by the type that a value is cast to. */
export type CastRules = Readonly<Partial<Record<SqlTypeKind, CastRule>>>;
