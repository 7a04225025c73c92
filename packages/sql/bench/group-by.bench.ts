// GROUP BY over a million rows that lie in memory as batches: what hash aggregation itself costs, in
// milliseconds of processor time.
// The last line is a plain loop with a JavaScript Map over the same strings, to compare with.

import { bindStatement } from '../src/bind/bind-statement.ts';
import type { Batch } from '../src/columnar/batch.ts';
import { batchFromRows } from '../src/columnar/batch-rows.ts';
import { executePlan } from '../src/execute/execute-plan.ts';
import type { TableSource } from '../src/execute/source.ts';
import { optimizeStatement } from '../src/optimize/optimize.ts';
import { parseScript } from '../src/parse/parse.ts';
import { fixedContext } from '../src/testing/fixed-context.ts';
import { memoryCatalog } from '../src/testing/memory-catalog.ts';
import { tableInfo } from '../src/testing/memory-table.ts';
import { sqlTypes } from '../src/types/sql-type.ts';
import type { Row } from '../src/types/value.ts';

const rowCount = 1_000_000;
const batchRows = 4096;
const rounds = 5;

const statements: readonly string[] = [
  'SELECT count(*), sum(i), avg(d) FROM t',
  'SELECT s, count(*), sum(i), avg(d) FROM t GROUP BY s',
  'SELECT s, sum(b), min(i), max(d) FROM t GROUP BY s',
  'SELECT a, i, count(*) FROM t GROUP BY a, i',
  'SELECT a, count(*), sum(i) FROM t GROUP BY a',
  'SELECT b, count(*) FROM t GROUP BY b',
  'SELECT a, s, count(*) FROM t GROUP BY a, s',
  'SELECT count(DISTINCT b), count(DISTINCT s) FROM t',
  'SELECT a, count(DISTINCT i) FROM t GROUP BY a',
  'SELECT a, s, sum(i) FROM t GROUP BY ROLLUP (a, s)',
];

const info = tableInfo({
  id: 1,
  name: 't',
  columns: [
    { name: 'a', type: sqlTypes.int, nullable: false },
    { name: 'i', type: sqlTypes.int },
    { name: 'b', type: sqlTypes.bigint },
    { name: 'd', type: sqlTypes.double },
    { name: 's', type: sqlTypes.text },
  ],
});

const batches = makeBatches();
const source: TableSource = {
  scan: async function* scan({ columns }) {
    for (const batch of batches) {
      yield { ...batch, columns: columns.map((column) => batch.columns[column]) };
    }
  },
  lookup: () => undefined,
};
const context = fixedContext(new Map([[1, source]]));

for (const sql of statements) console.log(`${await medianMs(() => runQuery(sql))} ms  ${sql}`);
console.log(`${await medianMs(async () => loopOverMap())} ms  a loop with a Map`);

async function runQuery(sql: string): Promise<void> {
  const [{ statement }] = parseScript(sql);
  if (statement.kind !== 'select') throw new Error('a SELECT is measured');
  const bound = bindStatement(statement, memoryCatalog([info]), { namespace: 'default' });
  const optimized = optimizeStatement(bound);
  if (optimized.kind !== 'query') throw new Error('a query is measured');
  for await (const _ of executePlan(optimized.plan, context));
}

function loopOverMap(): void {
  const counts = new Map<string, number>();
  for (const name of names()) counts.set(name, (counts.get(name) ?? 0) + 1);
}

async function medianMs(run: () => Promise<void>): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const start = process.cpuUsage();
    await run();
    if (round > 0) times.push(process.cpuUsage(start).user / 1000);
  }
  times.sort((left, right) => left - right);
  return times[Math.floor(times.length / 2)].toFixed(0).padStart(5);
}

function makeBatches(): readonly Batch[] {
  const types = info.columns.map(({ type }) => type);
  return Array.from({ length: Math.ceil(rowCount / batchRows) }, (_, batch) => {
    const length = Math.min(batchRows, rowCount - batch * batchRows);
    return batchFromRows(
      types,
      Array.from({ length }, (_, row) => makeRow(batch * batchRows + row)),
    );
  });
}

function makeRow(index: number): Row {
  const mixed = Math.imul(index, 0x9e3779b1) >>> 0;
  return [mixed % 100, mixed % 1000, BigInt(mixed % 200_000), mixed / 7, nameOf(mixed)];
}

function nameOf(mixed: number): string {
  return `customer ${mixed % 1000}`;
}

function* names(): Generator<string> {
  for (let index = 0; index < rowCount; index++) yield nameOf(Math.imul(index, 0x9e3779b1) >>> 0);
}
