import type { TableName } from '@kalamdb/sql';
import { CoreError } from '../error.ts';

/** What may have a name in a namespace; no two of one name. */
export type ObjectKind = 'table' | 'view' | 'index' | 'sequence';

/** The kind with its article. */
export function aKind(kind: ObjectKind): string {
  return kind === 'index' ? 'an index' : `a ${kind}`;
}

/** The error of a statement that is not for the kind of object that the name stands for. */
export function wrongKind(message: string, { name }: TableName, hint?: string): CoreError {
  return new CoreError('CORE_WRONG_KIND', message, { position: name.at, hint });
}
