import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quoteSequences } from './quote-sequences.ts';

describe('long integers', () => {
  test.each([
    ['{"from":9007199254740993}', '{"from":"9007199254740993"}'],
    ['{ "last_seq_id" : 9223372036854775807 }', '{ "last_seq_id" : "9223372036854775807" }'],
    ['{"from_seq_id":1234567890123456,"x":1}', '{"from_seq_id":"1234567890123456","x":1}'],
    ['{"from":-9007199254740993}', '{"from":"-9007199254740993"}'],
    ['{"a":{"from":9007199254740993},"b":[]}', '{"a":{"from":"9007199254740993"},"b":[]}'],
  ])('%s becomes %s', (text, quoted) => {
    expect(quoteSequences(text)).toBe(quoted);
  });

  test.each([
    ['{"from":123456789012345}', 'short'],
    ['{"from":1.2345678901234567890}', 'not an integer'],
    ['{"from":12345678901234567e3}', 'not an integer'],
    ['{"other":9007199254740993}', 'another member'],
    ['{"from":"9007199254740993"}', 'quoted already'],
    ['{"sql":"\\"from\\":9007199254740993"}', 'inside a string'],
    ['{"from":[9007199254740993]}', 'inside an array'],
    ['["from",9007199254740993]', 'not a member'],
    ['{"from" 9007199254740993 "', 'not JSON: left for JSON.parse to complain'],
  ])('%s stays (%s)', (text) => {
    const quoted = quoteSequences(text);
    if (text.endsWith('"')) expect(() => JSON.parse(quoted)).toThrow();
    else expect(quoted).toBe(text);
  });

  test('no digit is lost and nothing else changes, whatever surrounds them', () => {
    const surrounding = fc.record({ before: fc.json(), text: fc.string({ unit: 'binary' }) });
    const sequence = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(surrounding, sequence, ({ before, text }, from) => {
        const json = `{"before":${before},"text":${JSON.stringify(text)},"from":${from}}`;
        const parsed = JSON.parse(quoteSequences(json));
        expect(BigInt(parsed.from)).toBe(from);
        expect(parsed.text).toBe(text);
      }),
    );
  });
});
