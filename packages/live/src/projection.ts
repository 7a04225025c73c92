import type { ChangeEvent } from '@kalamdb/core';
import {
  type ArrayValue,
  type ExecutionContext,
  isArray,
  type Row,
  sqlTypes,
  type Value,
} from '@kalamdb/sql';
import { expressionKey } from './expression-key.ts';
import { createLiveChange, type LiveChange, type LiveRow } from './live-change.ts';
import { type LiveFields, liveFields } from './live-fields.ts';
import type { LiveField, LiveShape } from './live-shape.ts';
import { dependsOnAsker } from './steady.ts';

/** What a version of a row is to a filter: it came, stayed, left, or was deleted in it. */
export type Movement = 'entered' | 'stayed' | 'left' | 'deleted';

/** Makes live rows and changes of one select list. */
export interface Projection {
  /** Equal only for projections that give the same rows. */
  readonly key: string;
  readonly fields: readonly LiveField[];
  row(row: Row): LiveRow;
  /**
   * The change that `event` is; the last event's changes are remembered, so that all subscribers of
   * this projection get the same object, encoded once. Throws SqlError where SELECT would.
   */
  change(event: ChangeEvent, movement: Movement): LiveChange;
}

/** Compile the select list of `shape`. */
export function createProjection(shape: LiveShape, context: ExecutionContext): Projection {
  const fields = liveFields(shape, context);
  const deletedFields: readonly LiveField[] = [
    ...fields.kept,
    { name: '_deleted', type: sqlTypes.boolean },
    ...(shape.table.primaryKey.length === 0
      ? [{ name: '_previous_seq', type: sqlTypes.bigint }]
      : []),
  ];
  const parts: Parts = { fields, deletedFields, sequenceColumn: shape.sequenceColumn };
  let lastEvent: ChangeEvent | undefined;
  const lastChanges = new Map<Movement, LiveChange>();
  return {
    key: projectionKey(shape, context),
    fields: fields.row,
    row: (row) => presentRow(parts, row),
    change: (event, movement) => {
      if (event !== lastEvent) {
        lastChanges.clear();
        lastEvent = event;
      }
      const known = lastChanges.get(movement);
      if (known !== undefined) return known;
      const change = makeChange(parts, event, movement);
      lastChanges.set(movement, change);
      return change;
    },
  };
}

function projectionKey(shape: LiveShape, context: ExecutionContext): string {
  const { columns, primaryKey } = shape.table;
  const row = [columns.map(({ name, type }) => [name, type.kind]), primaryKey];
  const names = shape.selected.map(({ name }) => name);
  const expressions = shape.selected.map(({ expression }) => expressionKey(expression));
  const shared = !shape.selected.some(({ expression }) => dependsOnAsker(expression));
  const asker = shared ? [] : [context.currentUser, context.currentRole];
  return JSON.stringify([row, names, expressions, shape.inputColumns, asker]);
}

interface Parts {
  readonly fields: LiveFields;
  readonly deletedFields: readonly LiveField[];
  readonly sequenceColumn: number;
}

function makeChange(parts: Parts, event: ChangeEvent, movement: Movement): LiveChange {
  const { sequence, before, after } = event;
  switch (movement) {
    case 'entered': {
      const row = presentRow(parts, after);
      return createLiveChange({ kind: 'insert', sequence, row, oldRow: undefined });
    }
    case 'stayed': {
      const row = presentRow(parts, after);
      const oldRow = changedFields(parts, row, before ?? []);
      return createLiveChange({ kind: 'update', sequence, row, oldRow });
    }
    case 'left':
      return goneChange(parts, event, before ?? after);
    case 'deleted':
      return goneChange(parts, event, after);
    default:
      throw new TypeError(`unknown movement ${String(movement satisfies never)}`);
  }
}

function presentRow({ fields }: Parts, row: Row): LiveRow {
  return { fields: fields.row, values: fields.row.map((field) => field.read(row)) };
}

/** The fields of `before` that identify it or differ from `now`. */
function changedFields({ fields }: Parts, now: LiveRow, before: Row): LiveRow {
  const changed: LiveField[] = [];
  const values: Value[] = [];
  for (const [index, field] of fields.row.entries()) {
    const old = field.read(before);
    if (!fields.identity.has(index) && sameValue(old, now.values[index])) continue;
    changed.push(field);
    values.push(old);
  }
  return { fields: changed, values };
}

function goneChange(parts: Parts, event: ChangeEvent, row: Row): LiveChange {
  const { fields, deletedFields, sequenceColumn } = parts;
  const values = fields.kept.map((field) => field.read(row));
  values[fields.sequence] = event.sequence;
  values.push(true);
  if (values.length < deletedFields.length) values.push((event.before ?? row)[sequenceColumn]);
  const oldRow = { fields: deletedFields, values };
  return createLiveChange({ kind: 'delete', sequence: event.sequence, row: undefined, oldRow });
}

function sameValue(left: Value, right: Value): boolean {
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    return Buffer.compare(left, right) === 0;
  }
  return isArray(left) && isArray(right) ? sameArray(left, right) : Object.is(left, right);
}

function sameArray(left: ArrayValue, right: ArrayValue): boolean {
  return (
    left.length === right.length &&
    left.every((value, index) => sameValue(value, right[index] as Value))
  );
}
