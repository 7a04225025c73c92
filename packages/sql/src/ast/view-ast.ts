import type { TableName } from './name.ts';

export interface DropView {
  readonly kind: 'drop-view';
  readonly view: TableName;
  readonly ifExists: boolean;
  readonly cascade: boolean;
  readonly at: number;
}
