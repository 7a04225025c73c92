// The 22 queries of TPC-H beside DuckDB. TPCH_SCALE sets the scale factor: 1 is six million line items.
import { tpchData, tpchQueries } from '@kalamdb/conformance';
import { compareSuite } from './suite.ts';

await compareSuite({
  relations: () => tpchData(Number(process.env.TPCH_SCALE ?? 0.1)),
  keys: {
    region: 'r_regionkey',
    nation: 'n_nationkey',
    supplier: 's_suppkey',
    part: 'p_partkey',
    partsupp: 'ps_partkey, ps_suppkey',
    customer: 'c_custkey',
    orders: 'o_orderkey',
    lineitem: 'l_orderkey, l_linenumber',
  },
  queries: tpchQueries,
});
