import { sqlTypes, type TableInfo } from '@kalamdb/sql';
import { tableInfo } from '@kalamdb/sql/testing';

/** `default.messages (id BIGINT PRIMARY KEY, grp TEXT, n INT)`, a table per user unless said. */
export function messagesTable(changes: Partial<TableInfo> = {}): TableInfo {
  const info = tableInfo({
    id: 1,
    name: 'messages',
    columns: [
      { name: 'id', type: sqlTypes.bigint, nullable: false },
      { name: 'grp', type: sqlTypes.text },
      { name: 'n', type: sqlTypes.int },
      { name: '_seq', type: sqlTypes.bigint, nullable: false, system: true },
      { name: '_deleted', type: sqlTypes.boolean, nullable: false, system: true },
    ],
    primaryKey: ['id'],
  });
  return { ...info, kind: 'user', ...changes };
}
