import type { ResultField } from '@kalamdb/core';
import type { LiveChange, LiveField, LiveRow, SnapshotBatch } from '@kalamdb/live';
import { type Value, valueToJson } from '@kalamdb/sql';
import type { BatchControl, PlainServerMessage } from './messages.ts';
import { schemaField } from './schema-field.ts';

/** A message without rows as UTF-8 text. */
export function serializeMessage(message: PlainServerMessage): Buffer {
  return Buffer.from(JSON.stringify(message));
}

/** `subscription_ack`. */
export function serializeAck(
  subscriptionId: string,
  control: BatchControl,
  schema: readonly ResultField[],
): Buffer {
  const id = JSON.stringify(subscriptionId);
  const fields = JSON.stringify(schema.map(schemaField));
  return Buffer.from(
    `{"type":"subscription_ack","subscription_id":${id},"total_rows":0,"batch_control":${controlText(control)},"schema":${fields}}`,
  );
}

/** `initial_data_batch`. Throws SqlError for a value that JSON cannot hold (a DOUBLE NaN). */
export function serializeBatch(subscriptionId: string, batch: SnapshotBatch): Buffer {
  const id = JSON.stringify(subscriptionId);
  const rows = batch.rows.map(rowText).join();
  return Buffer.from(
    `{"type":"initial_data_batch","subscription_id":${id},"rows":[${rows}],"batch_control":${controlText(batchControl(batch))}}`,
  );
}

/** What a batch says about itself. */
export function batchControl({
  number,
  hasMore,
  lastSequence,
}: Pick<SnapshotBatch, 'number' | 'hasMore' | 'lastSequence'>): BatchControl {
  const loading = number === 0 ? 'loading' : 'loading_batch';
  return {
    batch_num: number,
    has_more: hasMore,
    status: hasMore ? loading : 'ready',
    last_seq_id: lastSequence,
  };
}

/** What a `change` message of one subscription begins with; `changeRest` follows. */
export function changePrefix(subscriptionId: string): Buffer {
  return Buffer.from(`{"type":"change","subscription_id":${JSON.stringify(subscriptionId)},`);
}

/** What a `change` message is behind its subscription's id: the same for every subscriber. */
export function changeRest(change: LiveChange): Uint8Array {
  return change.encoded(encodeChange);
}

function encodeChange({ kind, row, oldRow }: LiveChange): Uint8Array {
  const rows = row === undefined ? '' : `,"rows":[${rowText(row)}]`;
  const oldValues = oldRow === undefined ? '' : `,"old_values":[${rowText(oldRow)}]`;
  return Buffer.from(`"change_type":"${kind}"${rows}${oldValues}}`);
}

function rowText({ fields, values }: LiveRow): string {
  const names = memberNames(fields);
  let text = '{';
  for (let index = 0; index < names.length; index++) {
    text +=
      (names[index] as string) + valueText(fields[index] as LiveField, values[index] as Value);
  }
  return `${text}}`;
}

function valueText({ type }: LiveField, value: Value): string {
  if (value === null) return 'null';
  const json = valueToJson(type, value);
  return typeof json === 'number' ? String(json) : JSON.stringify(json);
}

/** `"name":` of each field, with a comma before all but the first; the fields of a query are made once. */
const namesOfFields = new WeakMap<readonly LiveField[], readonly string[]>();

function memberNames(fields: readonly LiveField[]): readonly string[] {
  let names = namesOfFields.get(fields);
  if (names === undefined) {
    names = fields.map(({ name }, index) => `${index === 0 ? '' : ','}${JSON.stringify(name)}:`);
    namesOfFields.set(fields, names);
  }
  return names;
}

/** Built by hand: `JSON.stringify` writes no 64-bit integers. */
function controlText({ batch_num, has_more, status, last_seq_id }: BatchControl): string {
  return `{"batch_num":${batch_num},"has_more":${has_more},"status":"${status}","last_seq_id":${last_seq_id}}`;
}
