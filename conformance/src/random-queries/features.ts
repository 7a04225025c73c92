import type { ValueType } from './value-type.ts';

/** What both engines of a comparison have and mean alike. */
export interface Features {
  readonly types: readonly ValueType[];
  /** Dates, GREATEST, quantified comparisons, grouping sets, LATERAL, EXCEPT ALL …. */
  readonly rich: boolean;
}

export const duckDbFeatures: Features = {
  types: ['int', 'text', 'bigint', 'double', 'boolean', 'date', 'decimal', 'timestamp'],
  rich: true,
};

/** SQLite types values, not columns, and has neither booleans nor dates nor decimals. */
export const sqliteFeatures: Features = { types: ['int', 'text', 'bigint', 'double'], rich: false };
