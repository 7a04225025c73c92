import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { difference } from '../src/compare.ts';
import { DuckDbEngine } from '../src/duckdb-engine.ts';
import { KalamEngine } from '../src/kalam-engine.ts';
import { tpchData } from '../src/tpch/data.ts';
import { tpchQueries } from '../src/tpch/queries.ts';

/** 1 is six million line items. */
const scale = Number(process.env.TPCH_SCALE ?? 0.005);

let kalam: KalamEngine;
let duck: DuckDbEngine;
beforeAll(async () => {
  kalam = new KalamEngine();
  duck = await DuckDbEngine.open();
  for (const relation of tpchData(scale)) {
    await kalam.load(relation);
    await duck.load(relation);
  }
});
afterAll(() => duck.close());

test.each(Object.entries(tpchQueries))('TPC-H query %s answers as DuckDB does', async (_, sql) => {
  const isOrdered = sql.includes('ORDER BY');
  expect(difference(await kalam.run(sql), await duck.run(sql), isOrdered)).toBeUndefined();
});
