import type { SetTableOptions } from '@kalamdb/sql';
import { changeTableOptions } from '../table-options.ts';
import type { Alteration } from './alteration.ts';

/** SET TBLPROPERTIES: options that are not written stay as they are. */
export function changeOptions(
  alteration: Alteration,
  { options: written, at }: SetTableOptions,
): Alteration {
  const { definition, done } = alteration;
  const options = changeTableOptions(definition.kind, definition.options, written, at);
  const names = written.map(({ name }) => name.text.toUpperCase());
  return {
    ...alteration,
    definition: { ...definition, options },
    done: [...done, `set ${names.join(', ')}`],
  };
}
