import type { Random } from '../random.ts';
import { buildRelation, type Relation } from '../relation.ts';
import type { Features } from './features.ts';
import type { KnownTable } from './scope.ts';
import { typeNames, type ValueType } from './value-type.ts';

/** Tables of a few rows: many NULLs, ties and equal values between tables; one may be empty. */
export interface RandomDatabase {
  readonly relations: readonly Relation[];
  readonly tables: readonly KnownTable[];
}

const rowCounts = [10, 14, 4, 0];

/** The n-th table has fewer columns of each type than the one before. */
export function randomDatabase(random: Random, features: Features): RandomDatabase {
  const tables = rowCounts.map((_, index): KnownTable => {
    const columns = features.types.flatMap((type, position) =>
      index === 2 && position % 2 === 1 ? [] : [{ name: `${type}_${index}`, type }],
    );
    return {
      name: `t${index}`,
      hasKey: true,
      rows: rowCounts[index],
      columns: [{ name: 'id', type: 'int' }, ...columns],
    };
  });
  const relations = tables.map((table, index) => fill(random, table, rowCounts[index]));
  return { relations, tables };
}

function fill(random: Random, { name, columns }: KnownTable, count: number): Relation {
  const builder = buildRelation(
    name,
    columns.map((column) => `${column.name} ${typeNames[column.type]}`).join(', '),
  );
  for (let id = 1; id <= count; id += 1) {
    const values = columns.slice(1).map(({ type }) => randomValue(random, type));
    builder.add(id, ...values);
  }
  return builder.finish();
}

function randomValue(random: Random, type: ValueType): string | number | null {
  if (random.between(0, 5) === 0) return null;
  return generators[type](random);
}

/** Doubles are quarters, so that sums are exact in whatever order they are made. */
const generators: Readonly<Record<ValueType, (random: Random) => string | number>> = {
  int: (random) => random.between(-4, 9),
  bigint: (random) => random.pick([0, 1, -1, 3, 7, 9, 5_000_000_000, -4_000_000_000]),
  double: (random) => random.between(-12, 20) / 4,
  decimal: (random) => (random.between(-500, 900) / 100).toFixed(2),
  text: (random) =>
    random.pick(['', 'a', 'b', 'ab', 'B', 'ba', 'abc', 'é', 'zürich', '10', ' a ', 'A%b_']),
  boolean: (random) => random.pick(['true', 'false']),
  date: (random) =>
    random.pick(['2024-02-29', '2024-01-31', '2023-12-31', '1970-01-01', '2024-03-01']),
  timestamp: (random) =>
    random.pick([
      '2024-02-29 00:00:00',
      '2024-01-31 23:59:59',
      '1969-12-31 12:00:00',
      '2024-02-29 06:30:00',
    ]),
};
