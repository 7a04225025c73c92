import { BATCH_ROWS, type Batch } from '../columnar/batch.ts';
import { batchFromRows } from '../columnar/batch-rows.ts';
import type { CommonDefinition } from '../plan/plan.ts';
import type { Schema } from '../types/schema.ts';
import type { SqlType } from '../types/sql-type.ts';
import type { Row } from '../types/value.ts';
import { type CommonRows, KeptBatches, sharedRows } from './common-rows.ts';
import type { ExecutionContext } from './context.ts';
import { executePlan } from './execute-plan.ts';
import { type MemoryAccount, MemoryBudget } from './memory/memory-budget.ts';

/**
 * The rows of a member of WITH for one execution of a statement of several parts: those of a query,
 * which is run when they are first read, once.
 */
export function queryRows({ name, plan }: CommonDefinition, context: ExecutionContext): CommonRows {
  return sharedRows(accountFor(name, context), () => executePlan(plan, context));
}

/** The same of a write: those that it returns, as they are added. To be read when all are. */
export class ReturnedRows implements CommonRows {
  readonly #types: readonly SqlType[];
  readonly #kept: KeptBatches;
  #pending: Row[] = [];

  constructor(name: string, schema: Schema, context: ExecutionContext) {
    this.#types = schema.map(({ type }) => type);
    this.#kept = new KeptBatches(accountFor(name, context));
  }

  /** SQL_OUT_OF_MEMORY. */
  add(row: Row): void {
    if (this.#pending.push(row) === BATCH_ROWS) this.#keep();
  }

  async batches(): Promise<readonly Batch[]> {
    this.#keep();
    return this.#kept.all;
  }

  #keep(): void {
    if (this.#pending.length === 0) return;
    this.#kept.add(batchFromRows(this.#types, this.#pending));
    this.#pending = [];
  }
}

function accountFor(name: string, { resources }: ExecutionContext): MemoryAccount {
  const budget = resources?.memory ?? new MemoryBudget(Number.POSITIVE_INFINITY);
  return budget.open(`WITH query "${name}"`);
}
