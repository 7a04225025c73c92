import type { ResultField } from '@kalamdb/core';
import { wireType } from '@kalamdb/sql';
import type { SchemaField } from './messages.ts';

/** A column of a result as clients see it; `flags` only when there are any. */
export function schemaField({ name, type, flags }: ResultField, index: number): SchemaField {
  const field = { name, data_type: wireType(type), index };
  return flags.length === 0 ? field : { ...field, flags };
}
