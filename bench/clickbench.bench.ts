// The 43 queries of ClickBench beside DuckDB. CLICKBENCH_ROWS sets the number of page views.
import { clickBenchQueries, hits } from '@kalamdb/conformance';
import { compareSuite } from './suite.ts';

await compareSuite({
  relations: () => [hits(Number(process.env.CLICKBENCH_ROWS ?? 300_000))],
  keys: {},
  queries: Object.fromEntries(clickBenchQueries.map((sql, index) => [`Q${index + 1}`, sql])),
});
