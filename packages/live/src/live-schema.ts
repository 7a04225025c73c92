import type { ResultField } from '@kalamdb/core';
import type { BoundQuery } from '@kalamdb/sql';

/** The columns of a query as written, flagged where they are columns of the table. */
export function liveSchema({ plan, origins }: BoundQuery): readonly ResultField[] {
  return plan.schema.map(({ name, type }, index) => ({
    name,
    type,
    flags: flagsOf(origins[index]),
  }));
}

function flagsOf(origin: BoundQuery['origins'][number]): ResultField['flags'] {
  if (origin === undefined) return [];
  const flags: ('pk' | 'nn')[] = [];
  if (origin.table.primaryKey.includes(origin.column)) flags.push('pk');
  if (!origin.table.columns[origin.column].nullable) flags.push('nn');
  return flags;
}
