import { parseExpression, printExpression, type Renaming, renameColumns } from '@kalamdb/sql';
import type { IndexRecord } from '../stored-index.ts';

/** The record of an index whose table or columns are called anew. */
export function renameIndexTexts(index: IndexRecord, renaming: Renaming): IndexRecord {
  const { keys, whereText } = index;
  return {
    ...index,
    keys: keys.map((key) => ({ ...key, text: renameText(key.text, renaming) })),
    whereText: whereText === undefined ? undefined : renameText(whereText, renaming),
  };
}

function renameText(text: string, renaming: Renaming): string {
  return printExpression(renameColumns(parseExpression(text), renaming));
}
