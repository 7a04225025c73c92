import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ClientMessage } from './messages.ts';
import { parseMessage } from './parse-message.ts';
import { ProtocolError } from './protocol-error.ts';

const SEQUENCE = 278_000_000_000_000_001n;

describe('messages', () => {
  test.each<[string, ClientMessage]>([
    ['{"type":"ping"}', { type: 'ping' }],
    [
      '{"type":"authenticate","method":"jwt","token":"t"}',
      { type: 'authenticate', token: 't', protocol: undefined },
    ],
    [
      '{"type":"authenticate","token":"t","protocol":{"serialization":"json","compression":"gzip"}}',
      {
        type: 'authenticate',
        token: 't',
        protocol: { serialization: 'json', compression: 'gzip' },
      },
    ],
    [
      '{"type":"subscribe","subscription":{"id":"s1","sql":"SELECT 1"}}',
      { type: 'subscribe', id: 's1', sql: 'SELECT 1', namespace: 'default', options: undefined },
    ],
    [
      '{"type":"subscribe","subscription":{"id":"s1","sql":"q","namespace_id":"app","options":{}}}',
      {
        type: 'subscribe',
        id: 's1',
        sql: 'q',
        namespace: 'app',
        options: { batchSize: undefined, lastRows: undefined, from: undefined },
      },
    ],
    [
      `{"type":"subscribe","subscription":{"id":"s1","sql":"q","options":{"batch_size":5,"last_rows":2,"from_seq_id":${SEQUENCE}}}}`,
      {
        type: 'subscribe',
        id: 's1',
        sql: 'q',
        namespace: 'default',
        options: { batchSize: 5, lastRows: 2, from: SEQUENCE },
      },
    ],
    [
      `{"type":"next_batch","subscription_id":"s1","last_seq_id":${SEQUENCE}}`,
      { type: 'next_batch', id: 's1', lastSequence: SEQUENCE },
    ],
    [
      `{"type":"next_batch","subscription_id":"s1","last_seq_id":"${SEQUENCE}"}`,
      { type: 'next_batch', id: 's1', lastSequence: SEQUENCE },
    ],
    [
      '{"type":"next_batch","subscription_id":"s1"}',
      { type: 'next_batch', id: 's1', lastSequence: undefined },
    ],
    [
      '{"type":"unsubscribe","subscription_id":"s1","ack":true}',
      { type: 'unsubscribe', id: 's1', ack: true },
    ],
  ])('%s', (text, message) => {
    expect(parseMessage(text)).toEqual(message);
  });
});

describe('errors name the offender', () => {
  test.each([
    ['{"type":"ping"', 'PROTOCOL', /not valid JSON/],
    ['', 'PROTOCOL', /not valid JSON/],
    ['[]', 'PROTOCOL', /"type"/],
    ['null', 'PROTOCOL', /"type"/],
    ['{"typ":"ping"}', 'PROTOCOL', /"type"/],
    ['{"type":"shout"}', 'PROTOCOL', /unknown message type "shout"/],
    ['{"type":"toString"}', 'PROTOCOL', /unknown message type "toString"/],
    ['{"type":7}', 'PROTOCOL', /unknown message type 7/],
    ['{"type":"ping","extra":1}', 'PROTOCOL', /extra/],
    ['{"type":"authenticate"}', 'PROTOCOL', /"token"/],
    ['{"type":"authenticate","token":"t","method":"basic"}', 'PROTOCOL', /"method".*jwt/],
    [
      '{"type":"authenticate","token":"t","protocol":{"serialization":"msgpack"}}',
      'UNSUPPORTED',
      /"protocol.serialization".*json/,
    ],
    ['{"type":"subscribe"}', 'PROTOCOL', /"subscription"/],
    [
      '{"type":"subscribe","subscription":{"sql":"q"}}',
      'INVALID_SUBSCRIPTION_ID',
      /subscription.id/,
    ],
    [
      '{"type":"subscribe","subscription":{"id":"","sql":"q"}}',
      'INVALID_SUBSCRIPTION_ID',
      /1 to 128/,
    ],
    ['{"type":"subscribe","subscription":{"id":"s","sql":7}}', 'PROTOCOL', /"subscription.sql"/],
    [
      '{"type":"subscribe","subscription":{"id":"s","sql":"q","options":{"last_row":1}}}',
      'PROTOCOL',
      /last_row/,
    ],
    [
      '{"type":"subscribe","subscription":{"id":"s","sql":"q","options":{"from":1.5}}}',
      'PROTOCOL',
      /"subscription.options.from".*64-bit/,
    ],
    [
      '{"type":"subscribe","subscription":{"id":"s","sql":"q","options":{"from":9223372036854775808}}}',
      'PROTOCOL',
      /"subscription.options.from".*64-bit/,
    ],
    ['{"type":"next_batch","subscription_id":"s","last_seq_id":-1}', 'PROTOCOL', /"last_seq_id"/],
    ['{"type":"unsubscribe","subscription_id":"s","ack":1}', 'PROTOCOL', /"ack"/],
  ])('%s', (text, code, message) => {
    expect(() => parseMessage(text)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test('and the subscription, where it can be read', () => {
    const text = '{"type":"subscribe","subscription":{"id":"s9","sql":7}}';
    expect(() => parseMessage(text)).toThrow(expect.objectContaining({ subscriptionId: 's9' }));
  });

  test('whatever comes in, the outcome is a message or a ProtocolError', () => {
    const texts = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .record({
          type: fc.constantFrom('subscribe', 'next_batch', 'unsubscribe', 'authenticate'),
          subscription: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
          subscription_id: fc.jsonValue(),
          last_seq_id: fc.jsonValue(),
        })
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseMessage(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });

  test('deep nesting and long texts cost no more than their length', () => {
    expect(() => parseMessage('['.repeat(1_000_000))).toThrow(ProtocolError);
    const text = `{"type":"${'x'.repeat(1_000_000)}"}`;
    expect(() => parseMessage(text)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{1,200}$/) }),
    );
  });
});
