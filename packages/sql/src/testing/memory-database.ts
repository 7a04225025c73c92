import assert from 'node:assert/strict';
import type {
  ColumnDefinition,
  CreateIndex,
  CreateTable,
  CreateView,
  Statement,
} from '../ast/ast.ts';
import { isQuery } from '../ast/query-clauses.ts';
import { bindStatement } from '../bind/bind-statement.ts';
import type { Catalog, TableInfo, ViewInfo } from '../bind/catalog.ts';
import { bindDefault } from '../bind/define/bind-default.ts';
import { defineIndex } from '../bind/define/define-index.ts';
import { defineView } from '../bind/define/define-view.ts';
import type { BoundInsert, BoundQuery, BoundStatement } from '../bind/statement.ts';
import { batchRows } from '../columnar/batch-rows.ts';
import { compileRow } from '../execute/compile-row.ts';
import type { ExecutionContext } from '../execute/context.ts';
import { executePlan, settleExpression } from '../execute/execute-plan.ts';
import type { QueryResources } from '../execute/resources.ts';
import { optimizeStatement } from '../optimize/optimize.ts';
import { parseScript } from '../parse/parse.ts';
import { explainStatement } from '../plan/explain-statement.ts';
import type { Plan } from '../plan/plan.ts';
import type { Schema } from '../types/schema.ts';
import { resolveTypeName } from '../types/type-names.ts';
import type { Row } from '../types/value.ts';
import { countingIds, countingSequences, fixedContext } from './fixed-context.ts';
import { memoryCatalog } from './memory-catalog.ts';
import { MemoryTable, tableInfo } from './memory-table.ts';

type BindableStatement = Parameters<typeof bindStatement>[0];

/** Rows of a query with their schema; for statements without rows just how many were written. */
export interface MemoryResult {
  readonly schema: Schema;
  readonly rows: readonly Row[];
  readonly written: number;
}

/**
 * The whole way from text to rows over tables in memory: CREATE TABLE, VIEW and INDEX, INSERT, SELECT
 * and EXPLAIN.
 * It checks no constraints; it is there to test queries.
 */
export class MemoryDatabase {
  readonly #tables = new Map<number, MemoryTable>();
  readonly #views = new Map<string, ViewInfo>();
  readonly #ids = countingIds();
  readonly #sequences = countingSequences();
  readonly #resources: (() => QueryResources) | undefined;

  /** `resources` gives those of each query. */
  constructor(resources?: () => QueryResources) {
    this.#resources = resources;
  }

  /** Run all statements of a text; gives the result of the last. Throws SqlError. */
  async run(text: string): Promise<MemoryResult> {
    let result: MemoryResult = { schema: [], rows: [], written: 0 };
    for (const { statement } of parseScript(text)) result = await this.#runStatement(statement);
    return result;
  }

  /**
   * Parse, bind and optimise all statements of a text that are bound to tables; nothing is run.
   * Throws SqlError.
   */
  prepare(text: string): void {
    for (const { statement } of parseScript(text)) {
      const inner = statement.kind === 'explain' ? statement.statement : statement;
      if (isBindable(inner)) this.#optimize(inner);
    }
  }

  /** The optimised form of the only statement of a text, as EXPLAIN shows it. */
  explain(text: string): string {
    const [{ statement }] = parseScript(text);
    return explainStatement(this.#bind(statement));
  }

  async #runStatement(statement: Statement): Promise<MemoryResult> {
    if (statement.kind === 'create-table') return this.#createTable(statement);
    if (statement.kind === 'create-view') return this.#createView(statement);
    if (statement.kind === 'create-index') return this.#createIndex(statement);
    const bound = this.#bind(statement);
    if (bound.kind === 'query') return this.#query(bound);
    assert(bound.kind === 'insert', `${bound.kind} is not supported here`);
    return this.#insert(bound);
  }

  #bind(statement: Statement): BoundStatement {
    const inner = statement.kind === 'explain' ? statement.statement : statement;
    assert(isQuery(inner) || inner.kind === 'insert', `${inner.kind} is not supported here`);
    return this.#optimize(inner);
  }

  #optimize(statement: BindableStatement): BoundStatement {
    return optimizeStatement(bindStatement(statement, this.#catalog(), { namespace: 'default' }));
  }

  #catalog(): Catalog {
    const infos = [...this.#tables.values()].map((table) => table.info);
    return memoryCatalog(infos, [...this.#views.values()]);
  }

  #createTable(statement: CreateTable): MemoryResult {
    const info = tableOf(statement, this.#tables.size + 1);
    this.#tables.set(info.id, new MemoryTable(info));
    return { schema: [], rows: [], written: 0 };
  }

  /** Uniqueness is not checked, as no constraint is. */
  #createIndex(statement: CreateIndex): MemoryResult {
    const written = statement.table.name.text;
    const table = [...this.#tables.values()].find(({ info }) => info.name === written);
    assert(table !== undefined, `no table ${written}`);
    const { info } = table;
    const id = info.indexes.length + 1;
    const name = statement.name?.text ?? `${info.name}_${id}`;
    const index = { id, name, unique: statement.unique, ...defineIndex(statement, info) };
    const indexed = { ...info, indexes: [...info.indexes, index] };
    this.#tables.set(info.id, new MemoryTable(indexed, table.rows()));
    return { schema: [], rows: [], written: 0 };
  }

  #createView(statement: CreateView): MemoryResult {
    const name = statement.view.name.text;
    const replaced = this.#views.get(name);
    assert(replaced === undefined || statement.orReplace, `view ${name} exists`);
    const namespace = 'default';
    const { columns } = defineView(statement, this.#catalog(), { namespace, replaced });
    const view = { namespace, name, columns, query: statement.query, queryNamespace: namespace };
    this.#views.set(name, view);
    return { schema: [], rows: [], written: 0 };
  }

  #query({ plan }: BoundQuery): Promise<MemoryResult> {
    return this.#read(plan);
  }

  async #read(plan: Plan): Promise<MemoryResult> {
    const rows: Row[] = [];
    for await (const batch of executePlan(plan, this.#context())) rows.push(...batchRows(batch));
    return { schema: plan.schema, rows, written: 0 };
  }

  async #insert({ table, rows, source }: BoundInsert): Promise<MemoryResult> {
    const context = this.#context();
    if (source !== undefined) {
      const { rows: read } = await this.#read(source);
      this.#tables.get(table.id)?.insert(read);
      return { schema: [], rows: [], written: read.length };
    }
    const values = await settleExpression(context, () =>
      rows.map((row) => row.map((expression) => compileRow(expression)([], context))),
    );
    this.#tables.get(table.id)?.insert(values);
    return { schema: [], rows: [], written: values.length };
  }

  #context(): ExecutionContext {
    return fixedContext(this.#tables, {
      ids: this.#ids,
      sequences: this.#sequences,
      resources: this.#resources?.(),
    });
  }
}

function isBindable(statement: Statement): statement is BindableStatement {
  return isQuery(statement) || ['insert', 'update', 'delete'].includes(statement.kind);
}

function tableOf({ table, columns, primaryKey }: CreateTable, id: number): TableInfo {
  const inlineKey = columns.filter((column) => column.primaryKey);
  const key = primaryKey.length > 0 ? primaryKey : inlineKey.map((column) => column.name);
  return tableInfo({
    id,
    name: table.name.text,
    columns: columns.map(columnOf),
    primaryKey: key.map((name) => name.text),
  });
}

function columnOf({ name, type, nullable, primaryKey, defaultValue }: ColumnDefinition) {
  const sqlType = resolveTypeName(type);
  return {
    name: name.text,
    type: sqlType,
    nullable: nullable ?? !primaryKey,
    defaultValue: defaultValue && bindDefault(defaultValue, sqlType, name.text),
  };
}
