import type { Batch } from '../../columnar/batch.ts';
import type { SortKey } from '../../plan/plan.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { SortColumn } from './sort-column.ts';

/** How rows to sort are written: their columns, then the sort keys that are none of them. */
export interface RunLayout {
  readonly types: readonly SqlType[];
  /** The sort keys of such a batch. */
  readonly keysOf: (batch: Batch) => readonly SortColumn[];
}

/** The layout of rows of `types` that are sorted by `sortKeys`. */
export function runLayout(types: readonly SqlType[], sortKeys: readonly SortKey[]): RunLayout {
  const own = sortKeys.filter(({ expression }) => expression.kind !== 'column');
  const places = sortKeys.map((key) =>
    key.expression.kind === 'column' ? key.expression.index : types.length + own.indexOf(key),
  );
  return {
    types: [...types, ...own.map(({ expression }) => expression.type)],
    keysOf: ({ columns }) =>
      sortKeys.map(({ descending, nullsFirst }, index) => {
        return { column: columns[places[index]], descending, nullsFirst };
      }),
  };
}
