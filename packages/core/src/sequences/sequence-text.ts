import { quoteName } from '@kalamdb/sql';
import { type Counting, defineCounting } from './define-sequence.ts';
import type { SequenceRecord } from './sequence-record.ts';

/** The statement that makes a sequence of this definition. */
export function sequenceText(record: SequenceRecord): string {
  const { namespace, name, type } = record;
  const head = `CREATE SEQUENCE ${quoteName(namespace)}.${quoteName(name)}`;
  const kind = type === 'BIGINT' ? [] : [`AS ${type}`];
  return [head, ...kind, ...countingTexts(record)].join(' ');
}

/** The options that say what does not hold anyway. */
export function countingTexts(counting: Counting): readonly string[] {
  const { increment, minimum, maximum, start, cache, cycle, type } = counting;
  const by = { kind: 'increment', digits: String(increment), at: 0 } as const;
  const plain = defineCounting([by], type);
  const first = increment > 0n ? minimum : maximum;
  return [
    ...(increment === 1n ? [] : [`INCREMENT BY ${increment}`]),
    ...(minimum === plain.minimum ? [] : [`MINVALUE ${minimum}`]),
    ...(maximum === plain.maximum ? [] : [`MAXVALUE ${maximum}`]),
    ...(start === first ? [] : [`START WITH ${start}`]),
    ...(cache === 1n ? [] : [`CACHE ${cache}`]),
    ...(cycle ? ['CYCLE'] : []),
  ];
}
