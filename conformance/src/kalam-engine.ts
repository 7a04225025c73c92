import {
  type BoundQuery,
  batchRows,
  bindStatement,
  type Column,
  castValue,
  createBuilder,
  executePlan,
  optimizeStatement,
  parseScript,
  resolveTypeName,
  sqlTypes,
  type Value,
} from '@kalamdb/sql';
import { ColumnTable, fixedContext, memoryCatalog, tableInfo } from '@kalamdb/sql/testing';
import type { Engine, EngineResult } from './engine.ts';
import type { Relation, RelationColumn } from './relation.ts';

/** Our engine over relations in memory. */
export class KalamEngine implements Engine {
  readonly #tables = new Map<number, ColumnTable>();
  readonly #optimizes: boolean;

  /** Without `optimizes`, plans are run as they were bound. */
  constructor(optimizes = true) {
    this.#optimizes = optimizes;
  }

  async load(relation: Relation): Promise<void> {
    const types = relation.columns.map(typeOf);
    const info = tableInfo({
      id: this.#tables.size + 1,
      name: relation.name,
      columns: relation.columns.map(({ name }, index) => ({ name, type: types[index] })),
    });
    const columns = relation.values.map((values, index): Column => {
      const builder = createBuilder(types[index], values.length);
      for (const text of values) {
        builder.append(text === null ? null : castValue(text, sqlTypes.text, types[index]));
      }
      return builder.finish();
    });
    this.#tables.set(info.id, new ColumnTable(info, columns));
  }

  async run(sql: string): Promise<EngineResult> {
    const { plan } = this.#plan(sql);
    const rows: (string | null)[][] = [];
    for await (const batch of executePlan(plan, fixedContext(this.#tables))) {
      for (const row of batchRows(batch)) {
        rows.push(row.map((value, index) => textOf(value, plan.schema[index].type)));
      }
    }
    return { rows, types: plan.schema.map(({ type }) => type.kind) };
  }

  async close(): Promise<void> {
    this.#tables.clear();
  }

  #plan(sql: string): BoundQuery {
    const [{ statement }] = parseScript(sql);
    const tables = [...this.#tables.values()];
    const known = new Map(tables.map((table) => [table.info.id, table.statistics()] as const));
    const catalog = memoryCatalog(tables.map(({ info }) => info));
    const asBound = bindStatement(statement as Parameters<typeof bindStatement>[0], catalog, {
      namespace: 'default',
    });
    const bound = this.#optimizes ? optimizeStatement(asBound, ({ id }) => known.get(id)) : asBound;
    if (bound.kind !== 'query') throw new TypeError('only queries are compared');
    return bound;
  }
}

function typeOf({ type }: RelationColumn) {
  const [, name, list] = /^([^(]*)(?:\((.*)\))?$/.exec(type) ?? [];
  const argumentList = list === undefined ? [] : list.split(',').map(Number);
  return resolveTypeName({ name: name.toLowerCase(), arguments: argumentList, at: 0 });
}

function textOf(value: Value, type: Parameters<typeof castValue>[1]): string | null {
  if (value === null) return null;
  return String(castValue(value, type, sqlTypes.text));
}
