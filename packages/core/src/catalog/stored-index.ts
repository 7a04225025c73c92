import { defineIndex, type IndexInfo, parseExpression, type Value } from '@kalamdb/sql';
import { type KeyOrder, type PhysicalType, TupleWriter } from '@kalamdb/store';
import { compileImmutable } from './compile-immutable.ts';
import { toPhysicalType, toStoredValues } from './physical.ts';
import type { RelationName } from './stored-view.ts';
import type { StoredTable } from './table-definition.ts';

/** A key of an index as stored. */
export interface IndexKeyRecord extends KeyOrder {
  /** Text of the expression; read back by `parseExpression`. */
  readonly text: string;
}

/** An index as stored in the catalog, as JSON. It is in the namespace of its table. */
export interface IndexRecord extends RelationName {
  /** Never reused. */
  readonly id: number;
  /** What its entries are stored under since it was rebuilt, never reused; absent: its id. */
  readonly entriesId?: number | undefined;
  readonly tableId: number;
  readonly unique: boolean;
  /** Whether a NULL differs from every other one, in a unique index; absent: it does. */
  readonly nullsDistinct?: boolean | undefined;
  readonly keys: readonly IndexKeyRecord[];
  /** Text of the condition for rows to be in it. */
  readonly whereText: string | undefined;
  /** `building`: kept up to date by writers, but rows that were there before may be missing. */
  readonly state: 'building' | 'ready';
  /** Microseconds since 1970 UTC. */
  readonly createdAt: number;
}

/** What the entries of an index are stored under. */
export function entriesIdOf({ id, entriesId }: IndexRecord): number {
  return entriesId ?? id;
}

/** What a row is found by in an index. */
interface IndexTuple {
  readonly bytes: Uint8Array;
  /** No other row may have it. */
  readonly isUnique: boolean;
}

/** An index ready for use. Frozen in effect: another state makes a new one. */
export interface TableIndex {
  readonly record: IndexRecord;
  readonly info: IndexInfo;
  /** Stored types of the keys. */
  readonly types: readonly PhysicalType[];
  /**
   * Where a row of all user columns (longer ones are cut) is in the index, `undefined` if it is not
   * in it. Throws what the keys' expressions throw, and STORE_KEY_TOO_LONG.
   */
  tupleOf(row: readonly Value[]): IndexTuple | undefined;
}

/** The index that a record describes. Throws the SqlError of what cannot be read back. */
export function buildTableIndex(record: IndexRecord, table: StoredTable): TableIndex {
  const { keys, predicate } = defineIndex(
    {
      keys: record.keys.map(({ text, descending, nullsFirst }) => ({
        expression: parseExpression(text),
        descending,
        nulls: nullsFirst ? 'first' : 'last',
      })),
      where: record.whereText === undefined ? undefined : parseExpression(record.whereText),
    },
    table.info,
  );
  const { id, name, unique, nullsDistinct = true } = record;
  const types = keys.map(({ expression }) => toPhysicalType(expression.type));
  const info: IndexInfo = { id, name, unique, keys, predicate };
  return { record, info, types, tupleOf: compileTuple(info, types, nullsDistinct) };
}

/** The index with other entries; what they are made of is the same. */
export function withEntries(index: TableIndex, entriesId: number): TableIndex {
  return { ...index, record: { ...index.record, entriesId } };
}

const writer = new TupleWriter();

function compileTuple(
  info: IndexInfo,
  types: readonly PhysicalType[],
  nullsDistinct: boolean,
): TableIndex['tupleOf'] {
  const evaluators = info.keys.map(({ expression }) => compileImmutable(expression));
  const holds = info.predicate === undefined ? undefined : compileImmutable(info.predicate);
  return (row) => {
    if (holds !== undefined && holds(row) !== true) return undefined;
    const values = evaluators.map((evaluate) => evaluate(row));
    writer.reset();
    for (const [place, value] of toStoredValues(values).entries()) {
      writer.addOrdered(types[place] as PhysicalType, value, info.keys[place] as KeyOrder);
    }
    const isUnique = info.unique && !(nullsDistinct && values.includes(null));
    return { bytes: writer.finish(), isUnique };
  };
}
