import { describe, expect, test } from '@jest/globals';
import type { LiveChange, LiveRow, SnapshotBatch } from '@kalamdb/live';
import { sqlTypes } from '@kalamdb/sql';
import {
  batchControl,
  changePrefix,
  changeRest,
  serializeAck,
  serializeBatch,
} from './serialize.ts';

const SEQUENCE = 278_000_000_000_000_001n;

const row: LiveRow = {
  fields: [
    { name: 'id', type: sqlTypes.bigint },
    { name: 'a "quoted" name', type: sqlTypes.text },
    { name: 'at', type: sqlTypes.timestamp },
    { name: 'bytes', type: sqlTypes.bytes },
    { name: 'none', type: sqlTypes.text },
  ],
  values: [SEQUENCE, 'line\n"x"\u2028', 1_777n, Uint8Array.of(0, 255), null],
};

const rowJson = {
  id: String(SEQUENCE),
  'a "quoted" name': 'line\n"x"\u2028',
  at: 1777,
  bytes: [0, 255],
  none: null,
};

function change(facts: Partial<LiveChange>): LiveChange {
  const made: LiveChange = {
    kind: 'insert',
    sequence: SEQUENCE,
    row: undefined,
    oldRow: undefined,
    ...facts,
    encoded: (encode) => encode(made),
  };
  return made;
}

function changeJson(facts: Partial<LiveChange>): unknown {
  return JSON.parse(Buffer.concat([changePrefix('s"1'), changeRest(change(facts))]).toString());
}

describe('changes', () => {
  test.each<[Partial<LiveChange>, object]>([
    [
      { kind: 'insert', row },
      { change_type: 'insert', rows: [rowJson] },
    ],
    [
      { kind: 'update', row, oldRow: { fields: row.fields.slice(0, 1), values: [1n] } },
      { change_type: 'update', rows: [rowJson], old_values: [{ id: '1' }] },
    ],
    [
      { kind: 'delete', oldRow: row },
      { change_type: 'delete', old_values: [rowJson] },
    ],
  ])('%#', (facts, expected) => {
    expect(changeJson(facts)).toEqual({ type: 'change', subscription_id: 's"1', ...expected });
  });

  test('a value that JSON has not is an error, not null', () => {
    const broken = { fields: [{ name: 'd', type: sqlTypes.double }], values: [Number.NaN] };
    expect(() => changeJson({ row: broken })).toThrow(
      expect.objectContaining({ code: 'SQL_OUT_OF_RANGE' }),
    );
  });
});

describe('batches', () => {
  const batch: SnapshotBatch = {
    number: 0,
    rows: [row],
    fields: row.fields,
    hasMore: true,
    lastSequence: SEQUENCE,
  };

  test.each([
    [0, true, 'loading'],
    [1, true, 'loading_batch'],
    [0, false, 'ready'],
    [4, false, 'ready'],
  ] as const)('batch %p, more %p: %s', (number, hasMore, status) => {
    expect(batchControl({ number, hasMore, lastSequence: 7n })).toEqual({
      batch_num: number,
      has_more: hasMore,
      status,
      last_seq_id: 7n,
    });
  });

  test('sequences are bare integers with all their digits', () => {
    const text = serializeBatch('s1', batch).toString();
    expect(text).toContain(
      `"batch_control":{"batch_num":0,"has_more":true,"status":"loading","last_seq_id":${SEQUENCE}}`,
    );
    expect(JSON.parse(text)).toMatchObject({
      type: 'initial_data_batch',
      subscription_id: 's1',
      rows: [rowJson],
    });
  });

  test('an acknowledgement carries the schema', () => {
    const text = serializeAck('s1', batchControl(batch), [
      { name: 'id', type: sqlTypes.bigint, flags: ['pk', 'nn'] },
      { name: 'x', type: sqlTypes.double, flags: [] },
    ]).toString();
    expect(text).toContain(`"last_seq_id":${SEQUENCE}}`);
    expect(JSON.parse(text)).toMatchObject({
      type: 'subscription_ack',
      subscription_id: 's1',
      total_rows: 0,
      schema: [
        { name: 'id', data_type: 'BigInt', index: 0, flags: ['pk', 'nn'] },
        { name: 'x', data_type: 'Double', index: 1 },
      ],
    });
  });
});
