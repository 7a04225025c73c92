export { hits } from './clickbench/data.ts';
export { clickBenchQueries } from './clickbench/queries.ts';
export { DuckDbEngine } from './duckdb-engine.ts';
export type { Relation } from './relation.ts';
export { tpchData } from './tpch/data.ts';
export { tpchQueries } from './tpch/queries.ts';
