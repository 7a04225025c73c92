import type { TableIndex } from './stored-index.ts';

/** An index of a table that holds all of its rows; `undefined` if it is not there or not ready. */
export function readyIndex(
  catalog: { indexesOf(tableId: number): readonly TableIndex[] },
  tableId: number,
  indexId: number,
): TableIndex | undefined {
  const index = catalog.indexesOf(tableId).find(({ record }) => record.id === indexId);
  return index?.record.state === 'ready' ? index : undefined;
}
