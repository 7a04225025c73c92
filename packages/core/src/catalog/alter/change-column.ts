import {
  bindDefault,
  parseTypeName,
  type RenameColumn,
  type SetDefault,
  type SetNullable,
  SqlError,
} from '@kalamdb/sql';
import { storedDefault } from '../../sequences/default-text.ts';
import { checkName } from '../names.ts';
import { type Alteration, changeColumn, findColumn, invalid } from './alteration.ts';
import { renameChecks } from './change-constraints.ts';
import { refuseOfIdentity } from './change-identity.ts';
import { renameGenerated } from './generated-columns.ts';
import { renameIndexTexts } from './rename-index-texts.ts';

/** RENAME COLUMN; indexes over it follow. */
export function renameColumn(
  alteration: Alteration,
  { column: name, to }: RenameColumn,
): Alteration {
  const { definition } = alteration;
  const column = findColumn(alteration, name);
  checkName('column', to);
  if (definition.columns.some((known) => known.name === to.text)) {
    throw new SqlError(
      'SQL_DUPLICATE_NAME',
      `column "${to.text}" of table "${definition.namespace}.${definition.name}" already exists`,
      { position: to.at },
    );
  }
  const renaming = { columns: new Map([[name.text, to.text]]), tables: new Map() };
  const renamed = changeColumn(alteration, column.id, { name: to.text });
  const checks = renameChecks(definition.checks, renaming);
  return {
    ...renamed,
    definition: {
      ...renamed.definition,
      columns: renameGenerated(renamed.definition.columns, renaming),
      checks,
    },
    indexes: alteration.indexes.map((index) => renameIndexTexts(index, renaming)),
    done: [...alteration.done, `renamed column ${name.text} to ${to.text}`],
  };
}

/** SET NOT NULL, which asks for a look at all rows, and DROP NOT NULL. */
export function setNullable(
  alteration: Alteration,
  { column: name, nullable }: SetNullable,
): Alteration {
  const column = findColumn(alteration, name);
  if (column.nullable === nullable) return alteration;
  if (nullable) refuseOfIdentity(column, name);
  if (nullable && alteration.definition.primaryKey.includes(column.id)) {
    throw invalid(`column "${name.text}" is part of the primary key and cannot be NULL`, name);
  }
  const required = new Set(alteration.required);
  if (nullable) required.delete(column.id);
  else required.add(column.id);
  return {
    ...changeColumn(alteration, column.id, { nullable }),
    required,
    done: [...alteration.done, `${nullable ? 'dropped' : 'set'} NOT NULL of column ${name.text}`],
  };
}

/** SET DEFAULT and DROP DEFAULT: for rows inserted from now on. */
export function setDefault(
  alteration: Alteration,
  { column: name, value }: SetDefault,
): Alteration {
  const column = findColumn(alteration, name);
  refuseOfIdentity(column, name);
  if (column.generatedText !== undefined) {
    throw invalid(`column "${name.text}" is a generated column and has no DEFAULT`, name);
  }
  if (value !== undefined) bindDefault(value, parseTypeName(column.type), column.name);
  const defaultText = value && storedDefault(value, alteration.surroundings.findSequence);
  if (defaultText === column.defaultText) return alteration;
  return {
    ...changeColumn(alteration, column.id, { defaultText }),
    done: [
      ...alteration.done,
      `${value === undefined ? 'dropped' : 'set'} DEFAULT of column ${name.text}`,
    ],
  };
}
