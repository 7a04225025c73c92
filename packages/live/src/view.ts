import type { ChangeEvent, ResultField } from '@kalamdb/core';
import type { BoundQuery, ExecutionContext, Row } from '@kalamdb/sql';
import { expressionKey } from './expression-key.ts';
import type { LiveChange } from './live-change.ts';
import { liveSchema } from './live-schema.ts';
import type { LiveShape } from './live-shape.ts';
import { createProjection, type Movement, type Projection } from './projection.ts';
import { createRowFilter, type RowFilter } from './row-filter.ts';
import { dependsOnAsker } from './steady.ts';

/** A query over one partition's rows: which rows it wants and what it shows of them. */
export interface View {
  /** Equal only for views that give the same changes. */
  readonly key: string;
  /** The columns of the query, as written. */
  readonly schema: readonly ResultField[];
  readonly filter: RowFilter;
  readonly projection: Projection;
  /** The `_seq` of a row of all table columns. */
  sequenceOf(row: Row): bigint;
}

/** Compile `query`, which has the form of `shape`, for the asker of `context`. */
export function createView(query: BoundQuery, shape: LiveShape, context: ExecutionContext): View {
  const filter = createRowFilter(shape, context);
  const projection = createProjection(shape, context);
  const asksWho = shape.filter !== undefined && dependsOnAsker(shape.filter);
  const asker = asksWho ? [context.currentUser, context.currentRole] : [];
  const schema = liveSchema(query);
  const { sequenceColumn } = shape;
  return {
    key: JSON.stringify([projection.key, schema, expressionKey(shape.filter), asker]),
    schema,
    filter,
    projection,
    sequenceOf: (row) => row[sequenceColumn] as bigint,
  };
}

/**
 * What `event` means for `view`; `undefined`: nothing. The filter decides about both versions of
 * the row, so a row that leaves it is a delete and one that comes into it an insert. Every new
 * version of a row that stays is sent, also when no selected column changed: `_seq` did, and
 * clients resume from it. Throws SqlError where SELECT would.
 */
export function viewChange(view: View, event: ChangeEvent): LiveChange | undefined {
  const movement = movementOf(view.filter, event);
  return movement === undefined ? undefined : view.projection.change(event, movement);
}

function movementOf(filter: RowFilter, event: ChangeEvent): Movement | undefined {
  const { kind, before, after } = event;
  const was = before !== undefined && filter.matches(before);
  if (kind === 'delete') return was ? 'deleted' : undefined;
  const is = filter.matches(after);
  if (was) return is ? 'stayed' : 'left';
  return is ? 'entered' : undefined;
}
