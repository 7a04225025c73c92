import {
  type AddCheck,
  type DropConstraint,
  parseExpression,
  printExpression,
  type Renaming,
  renameColumns,
  SqlError,
} from '@kalamdb/sql';
import { addCheck as withCheck } from '../define-check.ts';
import { buildStoredTable } from '../stored-table.ts';
import type { CheckRecord } from '../table-definition.ts';
import type { Alteration } from './alteration.ts';

/** ADD CHECK, which asks for a look at all rows. */
export function addCheck(alteration: Alteration, { check }: AddCheck): Alteration {
  const { definition, done } = alteration;
  const { info } = buildStoredTable(definition);
  const checks = withCheck(definition.checks ?? [], check, info);
  return {
    ...alteration,
    definition: { ...definition, checks },
    done: [...done, `added constraint ${checks.at(-1)?.name}`],
  };
}

/** DROP CONSTRAINT. SQL_INVALID_TABLE if there is none, unless IF EXISTS. */
export function dropConstraint(
  alteration: Alteration,
  { name, ifExists }: DropConstraint,
): Alteration {
  const { definition, done } = alteration;
  const checks = definition.checks ?? [];
  if (!checks.some((check) => check.name === name.text)) {
    if (ifExists) return alteration;
    throw new SqlError(
      'SQL_INVALID_TABLE',
      `constraint "${name.text}" of table "${definition.name}" does not exist`,
      { position: name.at },
    );
  }
  const left = checks.filter((check) => check.name !== name.text);
  return {
    ...alteration,
    definition: { ...definition, checks: left },
    done: [...done, `dropped constraint ${name.text}`],
  };
}

/** Constraints whose table or columns are called anew. */
export function renameChecks(
  checks: readonly CheckRecord[] | undefined,
  renaming: Renaming,
): readonly CheckRecord[] | undefined {
  return checks?.map(({ name, text }) => ({
    name,
    text: printExpression(renameColumns(parseExpression(text), renaming)),
  }));
}
