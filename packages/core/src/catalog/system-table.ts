import type { TableInfo } from '@kalamdb/sql';
import type { AccessLevel } from '../policy.ts';

/** A table of the database's own, as far as names and rights are concerned. */
export interface SystemTable {
  readonly info: TableInfo;
  readonly access: AccessLevel;
}

/** All of them. */
export interface SystemTables {
  readonly all: readonly SystemTable[];
  find(namespace: string, name: string): SystemTable | undefined;
  /** `undefined` for ids of stored tables. */
  byId(id: number): SystemTable | undefined;
  names(namespace: string): readonly string[];
}
