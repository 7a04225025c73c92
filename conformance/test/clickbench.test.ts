import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hits } from '../src/clickbench/data.ts';
import { clickBenchQueries } from '../src/clickbench/queries.ts';
import { difference } from '../src/compare.ts';
import { DuckDbEngine } from '../src/duckdb-engine.ts';
import { KalamEngine } from '../src/kalam-engine.ts';

const rowCount = Number(process.env.CLICKBENCH_ROWS ?? 20_000);

let kalam: KalamEngine;
let duck: DuckDbEngine;
beforeAll(async () => {
  kalam = new KalamEngine();
  duck = await DuckDbEngine.open();
  const relation = hits(rowCount);
  await kalam.load(relation);
  await duck.load(relation);
});
afterAll(() => duck.close());

test.each(clickBenchQueries.map((sql, index) => [index + 1, sql] as const))(
  'ClickBench query %i answers as DuckDB does',
  async (_, sql) => {
    const isOrdered = sql.includes('ORDER BY');
    expect(difference(await kalam.run(sql), await duck.run(sql), isOrdered)).toBeUndefined();
  },
);
