import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aggregateFunctions } from '../../bind/functions/aggregate-functions.ts';
import { batchRows } from '../../columnar/batch-rows.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { AccessPath, Plan, ScanPlan, SortKey } from '../../plan/plan.ts';
import { arbitraryRows } from '../../testing/arbitrary.ts';
import { fixedContext } from '../../testing/fixed-context.ts';
import { MemoryTable, tableInfo, tableSchema } from '../../testing/memory-table.ts';
import { type SqlType, sqlTypes } from '../../types/sql-type.ts';
import type { Row, Value } from '../../types/value.ts';
import type { ExecutionContext } from '../context.ts';
import { executePlan } from '../execute-plan.ts';

const { int, bigint, text, boolean } = sqlTypes;
const types: readonly SqlType[] = [int, bigint, text];
const names = ['id', 'amount', 'label'];
const info = tableInfo({
  id: 1,
  name: 't',
  columns: types.map((type, index) => ({ name: names[index], type })),
});

function scanPlan(
  access: AccessPath = { kind: 'full' },
  changes: Partial<ScanPlan> = {},
): ScanPlan {
  return {
    kind: 'scan',
    schema: tableSchema(info),
    table: info,
    columns: info.columns.map((_, index) => index),
    access,
    reverse: false,
    limit: undefined,
    includeDeleted: false,
    ...changes,
  };
}

const column = (index: number, type = types[index]): BoundExpression => ({
  kind: 'column',
  type,
  index,
  name: names[index],
});
const constant = (value: Value, type: SqlType): BoundExpression => ({
  kind: 'constant',
  type,
  value,
});

/** Run a plan over rows, in small batches so that several are needed. */
async function run(plan: Plan, rows: readonly Row[], changes: Partial<ExecutionContext> = {}) {
  const context = fixedContext(new Map([[1, new MemoryTable(info, rows, 7)]]), changes);
  const result: Row[] = [];
  for await (const batch of executePlan(plan, context)) {
    expect(batchRows(batch).length).toBeGreaterThan(0);
    result.push(...batchRows(batch));
  }
  return result;
}

const rows = arbitraryRows(types, 60);
/** Few distinct values, so that groups and ties occur. */
const tiedRows = fc.array(
  fc.tuple(
    fc.option(fc.integer({ min: 0, max: 3 })),
    fc.option(fc.bigInt({ min: 0n, max: 5n })),
    fc.option(fc.constantFrom('a', 'b', '')),
  ),
  { maxLength: 80 },
);

describe('limit', () => {
  const limitPlan = (limit: Value, offset: Value): Plan => ({
    kind: 'limit',
    schema: tableSchema(info),
    input: scanPlan(),
    limit: constant(limit, bigint),
    offset: constant(offset, bigint),
    ties: undefined,
  });

  test('gives a slice of its input; NULL is no limit', async () => {
    const bound = fc.option(fc.bigInt({ min: 0n, max: 70n }));
    await fc.assert(
      fc.asyncProperty(rows, bound, bound, async (input, limit, offset) => {
        const start = Number(offset ?? 0n);
        const end = limit === null ? undefined : start + Number(limit);
        expect(await run(limitPlan(limit, offset), input)).toEqual(input.slice(start, end));
      }),
    );
  });

  test('takes the greatest numbers and refuses negative ones by name', async () => {
    const most = 2n ** 63n - 1n;
    expect(await run(limitPlan(most, 0n), [[1, 1n, 'a']])).toHaveLength(1);
    expect(await run(limitPlan(most, most), [[1, 1n, 'a']])).toHaveLength(0);
    for (const [limit, offset, clause] of [
      [-1n, 0n, 'LIMIT'],
      [1n, -1n, 'OFFSET'],
    ] as const) {
      await expect(run(limitPlan(limit, offset), [])).rejects.toThrow(
        expect.objectContaining({
          code: 'SQL_OUT_OF_RANGE',
          message: expect.stringContaining(clause),
        }),
      );
    }
  });
});

describe('sort', () => {
  const keys: SortKey[] = [
    { expression: column(0), descending: true, nullsFirst: false },
    { expression: column(2), descending: false, nullsFirst: true },
  ];
  const sortPlan = (fetch: Value): Plan => ({
    kind: 'sort',
    schema: tableSchema(info),
    input: scanPlan(),
    keys,
    fetch: constant(fetch, bigint),
  });
  const compare = (left: Row, right: Row) => {
    const [a, b] = [left[0] as number | null, right[0] as number | null];
    if (a !== b) return a === null ? 1 : b === null ? -1 : b - a;
    const [x, y] = [left[2] as string | null, right[2] as string | null];
    if (x === y) return 0;
    return x === null || (y !== null && x < y) ? -1 : 1;
  };

  test('is stable; fetch keeps the first rows', async () => {
    await fc.assert(
      fc.asyncProperty(tiedRows, fc.option(fc.nat({ max: 50 })), async (input, fetch) => {
        const expected = input.toSorted(compare).slice(0, fetch ?? undefined);
        const actual = await run(sortPlan(fetch === null ? null : BigInt(fetch)), input);
        expect(actual).toEqual(expected);
      }),
    );
  });

  test('keeps the first of many rows without keeping them all', async () => {
    const input = Array.from(
      { length: 20_000 },
      (_, index): Row => [(index * 7919) % 10_007, BigInt(index), 'x'],
    );
    expect(await run(sortPlan(5n), input)).toEqual(input.toSorted(compare).slice(0, 5));
  });
});

describe('aggregate', () => {
  const aggregate = (name: string, argument: BoundExpression | undefined) => {
    const found = aggregateFunctions.find(
      (each) => each.name === name && each.parameters[0]?.kind === argument?.type.kind,
    );
    if (found === undefined) throw new Error(`no ${name}`);
    const values = argument === undefined ? [] : [argument];
    return { function: found, arguments: values, distinct: false, orderBy: [], filter: undefined };
  };
  const plan = (groups: readonly BoundExpression[], filter?: BoundExpression): Plan => {
    const aggregates = [
      { ...aggregate('count', undefined), filter },
      { ...aggregate('sum', column(1)), distinct: true },
      aggregate('max', column(2)),
    ];
    const outputs = [...groups.map((group) => group.type), bigint, sqlTypes.decimal, text];
    const schema = outputs.map((type, index) => ({ name: `c${index}`, type, nullable: true }));
    return {
      kind: 'aggregate',
      schema,
      input: scanPlan(),
      groups,
      groupingSets: undefined,
      aggregates,
    };
  };

  function summary(group: readonly Row[]): Value[] {
    const amounts = new Set(
      group.map((row) => row[1] as bigint | null).filter((each) => each !== null),
    );
    const labels = group.map((row) => row[2] as string | null).filter((each) => each !== null);
    return [
      BigInt(group.length),
      amounts.size === 0 ? null : String([...amounts].reduce((sum, each) => sum + each, 0n)),
      labels.length === 0 ? null : labels.toSorted()[labels.length - 1],
    ];
  }

  test('gives a row per group, in order of appearance', async () => {
    await fc.assert(
      fc.asyncProperty(tiedRows, async (input) => {
        const groups = new Map<string, Row[]>();
        for (const row of input) {
          const key = JSON.stringify([row[0], row[2]]);
          groups.set(key, [...(groups.get(key) ?? []), row]);
        }
        const expected = [...groups.values()].map((group) => [
          group[0][0],
          group[0][2],
          ...summary(group),
        ]);
        expect(await run(plan([column(0), column(2)]), input)).toEqual(expected);
      }),
    );
  });

  test('gives exactly one row without groups, also for no input', async () => {
    await fc.assert(
      fc.asyncProperty(tiedRows, async (input) => {
        expect(await run(plan([]), input)).toEqual([summary(input)]);
      }),
    );
  });

  test('FILTER takes in only some rows, but groups exist without them', async () => {
    const isNull: BoundExpression = {
      kind: 'is-null',
      type: boolean,
      operand: column(1),
      negated: false,
    };
    const result = await run(plan([column(0)], isNull), [
      [1, 5n, 'a'],
      [2, null, 'b'],
      [1, null, 'c'],
    ]);
    expect(result).toEqual([
      [1, 1n, '5', 'c'],
      [2, 1n, null, 'b'],
    ]);
  });

  test('more groups than fit one batch come in several', async () => {
    const input = Array.from({ length: 10_000 }, (_, index): Row => [index, 1n, 'a']);
    const result = await run(plan([column(0)]), input);
    expect(result).toEqual(input.map((row) => [row[0], 1n, '1', 'a']));
  });
});

describe('scan', () => {
  test('a bound that is NULL matches no row', async () => {
    const access: AccessPath = {
      kind: 'key-range',
      equal: [constant(null, int)],
      lower: undefined,
      upper: undefined,
    };
    expect(await run(scanPlan(access), [[null, 1n, 'a']])).toEqual([]);
  });

  test('an aborted signal ends it with SQL_CANCELED', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(run(scanPlan(), [[1, 1n, 'a']], { signal: controller.signal })).rejects.toThrow(
      expect.objectContaining({ code: 'SQL_CANCELED' }),
    );
  });
});

test('Values gives rows without columns too.', async () => {
  const context = fixedContext();
  const plan: Plan = { kind: 'values', schema: [], rows: [[]] };
  const batches = [];
  for await (const batch of executePlan(plan, context)) batches.push(batch);
  expect(batches).toEqual([{ columns: [], length: 1, selection: undefined }]);
});
