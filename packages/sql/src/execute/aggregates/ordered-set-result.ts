import type { Column } from '../../columnar/column.ts';
import type { AggregateKind } from './aggregate-state.ts';
import type { RowsByGroup } from './collected-rows.ts';

/**
 * The result of each group from its sorted rows, whose columns are the direct arguments, then the
 * sort keys.
 */
export type OrderedSetResult = (
  rows: RowsByGroup,
  call: AggregateKind,
  groupCount: number,
) => Column;
