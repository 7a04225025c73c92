import { castValue, sqlTypes, type Value } from '@kalamdb/sql';

/** JSON text as a value of the type JSON, which has a canonical form. */
export function jsonValue(text: string): Value {
  return castValue(text, sqlTypes.text, sqlTypes.json);
}
