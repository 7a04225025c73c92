import type { RenameTable } from '@kalamdb/sql';
import { checkName } from '../names.ts';
import type { Alteration } from './alteration.ts';
import { renameChecks } from './change-constraints.ts';
import { renameGenerated } from './generated-columns.ts';
import { renameIndexTexts } from './rename-index-texts.ts';

/** RENAME TO, within the namespace. Whether the name is free is asked when it is stored. */
export function renameTable(alteration: Alteration, { to }: RenameTable): Alteration {
  const { definition, indexes, done } = alteration;
  checkName('table', to);
  const renaming = { columns: new Map(), tables: new Map([[definition.name, to.text]]) };
  return {
    ...alteration,
    definition: {
      ...definition,
      name: to.text,
      columns: renameGenerated(definition.columns, renaming),
      checks: renameChecks(definition.checks, renaming),
    },
    indexes: indexes.map((index) => renameIndexTexts(index, renaming)),
    done: [...done, `renamed to ${to.text}`],
  };
}
