import assert from 'node:assert/strict';
import type { LockWait } from '../ast/ast.ts';
import type { Vector } from '../columnar/vector.ts';
import type { Row, Value } from '../types/value.ts';
import type { CommonTableRows } from './common-rows.ts';
import type { QueryResources } from './resources.ts';
import type { TableSource } from './source.ts';

/**
 * What one execution of a plan may use. All of it is injected, so a run can be replayed. `now` is
 * fixed at the start of the statement (microseconds UTC).
 */
export interface ExecutionContext {
  /** Values of BoundParameter by index, already of the parameter's type. */
  readonly parameters: readonly Value[];
  readonly now: bigint;
  /** The time at this moment: microseconds UTC. */
  clock(): bigint;
  readonly currentUser: string;
  readonly currentRole: string;
  readonly ids: IdGenerator;
  /** Without it, functions of sequences fail. */
  readonly sequences?: Sequences | undefined;
  /** Without it, functions of the session's parameters fail. */
  readonly settings?: Settings | undefined;
  /** Opens a table of the plan at this execution's snapshot and row scope. */
  openTable(tableId: number): TableSource;
  /** What locks the rows of a table of a Lock. Without it such plans fail. */
  lockRows?(rows: LockedRows): LockRow;
  readonly signal: AbortSignal | undefined;
  /** What the statement's execution shares; without it nothing is measured. */
  readonly resources?: QueryResources | undefined;
  /** What parts of the statement that have been run, or wait for it, give names. */
  readonly common?: CommonTableRows | undefined;
  /** What the expression being evaluated has done; callers leave it out. */
  effects?: Effects | undefined;
  /** The values that expressions being evaluated have given names; callers leave it out. */
  locals?: Locals | undefined;
  /** Set while the plan of a subquery runs; callers leave it out. */
  readonly outer?: OuterRow | undefined;
}

/** What a Lock is to lock of one table. */
export interface LockedRows {
  readonly tableId: number;
  readonly isShared: boolean;
  readonly wait: LockWait;
  /** Where the columns of the primary key begin or, without one, `_seq` is; NULL there: no row. */
  readonly first: number;
}

/** Locks what a row of the input of a Lock has of a table; false if the row is to be left out. */
export type LockRow = (row: Row) => boolean;

/** What the plan of a subquery sees of the row around it. */
interface OuterRow {
  /** By index of BoundOuter. */
  readonly values: readonly Value[];
  /** The context of the statement, the same at every depth. */
  readonly root: ExecutionContext;
}

/** `context` for the plan of a subquery whose bindings have these values. */
export function withOuter(context: ExecutionContext, values: readonly Value[]): ExecutionContext {
  return new SubqueryContext(rootContext(context), values);
}

/** A class, since there is one for each row that a subquery depends on: getters of a literal are made anew with each. */
class SubqueryContext implements ExecutionContext {
  readonly parameters: readonly Value[];
  readonly currentUser: string;
  readonly currentRole: string;
  readonly ids: IdGenerator;
  readonly signal: AbortSignal | undefined;
  readonly resources: QueryResources | undefined;
  readonly outer: OuterRow;
  effects: Effects | undefined;
  locals: Locals | undefined;

  constructor(root: ExecutionContext, values: readonly Value[]) {
    this.parameters = root.parameters;
    this.currentUser = root.currentUser;
    this.currentRole = root.currentRole;
    this.ids = root.ids;
    this.signal = root.signal;
    this.resources = root.resources;
    this.outer = { values, root };
  }

  /** The root may read it from the clock when first asked. */
  get now(): bigint {
    return this.outer.root.now;
  }

  get sequences(): Sequences | undefined {
    return this.outer.root.sequences;
  }

  get settings(): Settings | undefined {
    return this.outer.root.settings;
  }

  clock(): bigint {
    return this.outer.root.clock();
  }

  openTable(tableId: number): TableSource {
    return this.outer.root.openTable(tableId);
  }
}

/** The context of the statement that `context` is of. */
export function rootContext(context: ExecutionContext): ExecutionContext {
  return context.outer?.root ?? context;
}

/** The value of a binding; only plans of subqueries have any. */
export function outerValue({ outer }: ExecutionContext, index: number): Value {
  assert(outer !== undefined && index < outer.values.length, `there is no outer value ${index}`);
  return outer.values[index];
}

/** What calls have given that do more than to compute, in their order. See `performOnce`. */
interface Effects {
  done: unknown[];
  /** How many of them the evaluation that is under way has come by. */
  next: number;
}

/**
 * What each BoundLet gave when it was last evaluated, by its index: for a row, for the slots of a
 * batch. An evaluation runs without a pause, and every `local` within the let whose value it reads.
 */
interface Locals {
  readonly values: Value[];
  readonly vectors: Vector[];
}

/** The values that expressions have given names in this context. */
export function localsOf(context: ExecutionContext): Locals {
  context.locals ??= { values: [], vectors: [] };
  return context.locals;
}

/**
 * The sequences that a statement may use. They are named by `[namespace.]name` with quotes where SQL
 * needs them, or by the digits of an id. What an unknown one, or one that may not be used, throws is
 * an error of the statement.
 */
export interface Sequences {
  /** The next value, which nobody else gets; a promise where it must be waited for. */
  next(name: string): bigint | Promise<bigint>;
  /** The value that the session was given last by this sequence. */
  current(name: string): bigint;
  /** The value that the session was given last by any. */
  last(): bigint;
  /** `value` was given last or, unless `isCalled`, is given next. Resolves with it once that is durable. */
  set(name: string, value: bigint, isCalled: boolean): bigint | Promise<bigint>;
  /** The sequence that belongs to a column, as `namespace.name`; NULL without one. */
  ofColumn(table: string, column: string): string | null;
}

/**
 * The parameters of the session, by their names in any case. What an unknown one, or a value that it
 * does not take, throws is an error of the statement.
 */
export interface Settings {
  show(name: string): string;
  has(name: string): boolean;
  /** From now on it has this value, NULL: its default. Gives what it shows then. */
  set(name: string, value: string | null): string;
}

/** Sources of unique ids and of chance; every call gives a new one. */
export interface IdGenerator {
  /** Unix ms (41 bits) | node (10) | counter (12); strictly increasing. */
  snowflakeId(): bigint;
  /** RFC 9562 UUID version 7, canonical lower case. */
  uuidV7(): string;
  /** UUID version 4: nothing but chance. */
  uuidV4(): string;
  /** From 0 to below 1, of 53 random bits. */
  random(): number;
  /** 26 characters of Crockford base32; time-sortable. */
  ulid(): string;
}
