import assert from 'node:assert/strict';
import { createBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { KeyTable, NO_KEY } from '../../columnar/key-table.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { AggregatePlan } from '../../plan/plan.ts';
import { type SqlType, sqlTypes } from '../../types/sql-type.ts';
import type { AggregateState } from './aggregate-state.ts';
import type { CallInputs } from './call-inputs.ts';
import { createAggregateState } from './create-aggregate-state.ts';

/** What a running value takes per group, about: a few words. */
const STATE_BYTES = 48;

interface SplitSlots {
  readonly known: Uint32Array;
  readonly unknown: Uint32Array;
}

/** The rows of one grouping set: its groups by key, and the running values of all calls. */
export class Grouping {
  readonly #plan: AggregatePlan;
  readonly #set: readonly number[];
  /** `undefined`: no groups, one row. */
  readonly #table: KeyTable | undefined;
  readonly #states: readonly AggregateState[];
  #groupOf = new Int32Array(0);

  /** `set` lists the groups that it groups by. */
  constructor(plan: AggregatePlan, set: readonly number[]) {
    this.#plan = plan;
    this.#set = set;
    const types = set.map((index) => plan.groups[index].type);
    this.#table = set.length === 0 ? undefined : new KeyTable(types);
    this.#states = plan.aggregates.map(createAggregateState);
  }

  get groupCount(): number {
    return this.#table === undefined ? 1 : this.#table.size;
  }

  /** Memory that it takes, in bytes. */
  get memoryBytes(): number {
    let bytes = (this.#table?.memoryBytes ?? 0) + this.#groupOf.byteLength;
    for (const state of this.#states) {
      bytes += this.groupCount * STATE_BYTES + (state.memoryBytes?.() ?? 0);
    }
    return bytes;
  }

  /** Take in the rows `slots`; `keys` are the values of all groups, `inputs` those of each call. */
  update(keys: readonly Vector[], slots: Uint32Array, inputs: readonly CallInputs[]): void {
    const groupOf = this.#assign(keys, slots);
    const { groupCount } = this;
    for (let index = 0; index < inputs.length; index++) {
      const { vectors, slots: taken } = inputs[index];
      if (taken.length === 0) continue;
      this.#states[index].update(vectors, { slots: taken, groupOf, groupCount });
    }
  }

  /** Those of `slots` whose group is there already, and the others. Only with groups. */
  split(keys: readonly Vector[], slots: Uint32Array): SplitSlots {
    assert(this.#table !== undefined, 'one group is always there');
    const ids = this.#roomFor(slots);
    const own = this.#set.map((index) => keys[index]);
    this.#table.find(own, slots, ids);
    return {
      known: slots.filter((slot) => ids[slot] !== NO_KEY),
      unknown: slots.filter((slot) => ids[slot] === NO_KEY),
    };
  }

  /** What there is to do before `finish`. */
  *settle(): Generator<void, void> {
    for (const state of this.#states) yield* state.settle?.(this.groupCount) ?? [];
  }

  /** One row per group, in order of first appearance: groups, aggregates, GROUPING calls. In steps. */
  *finish(): Generator<void, Column[]> {
    const { groupCount } = this;
    const keys = this.#table?.keys() ?? [];
    const groups = this.#plan.groups.map(({ type }, index) => {
      const at = this.#set.indexOf(index);
      return at < 0 ? nulls(type, groupCount) : keys[at];
    });
    const calls = this.#plan.groupingSets?.calls ?? [];
    const results: Column[] = [];
    for (const state of this.#states) {
      results.push(state.finish(groupCount));
      yield;
    }
    return [
      ...groups,
      ...results,
      ...calls.map((call) => constants(this.#maskOf(call), groupCount)),
    ];
  }

  /** The group of each row, by slot. The array is used again for the next batch. */
  #assign(keys: readonly Vector[], slots: Uint32Array): Int32Array | undefined {
    if (this.#table === undefined) return undefined;
    const groupOf = this.#roomFor(slots);
    const own = this.#set.map((index) => keys[index]);
    this.#table.insert(own, slots, groupOf);
    return groupOf;
  }

  #roomFor(slots: Uint32Array): Int32Array {
    const length = slots.length === 0 ? 0 : slots[slots.length - 1] + 1;
    if (this.#groupOf.length < length) this.#groupOf = new Int32Array(length);
    return this.#groupOf;
  }

  /** A bit for each group that the set leaves out, that of the last one lowest. */
  #maskOf(call: readonly number[]): number {
    return call.reduce((mask, index) => mask * 2 + Number(!this.#set.includes(index)), 0);
  }
}

function nulls(type: SqlType, length: number): Column {
  const builder = createBuilder(type, length);
  for (let row = 0; row < length; row++) builder.appendNull();
  return builder.finish();
}

function constants(value: number, length: number): Column {
  const values = new Int32Array(length).fill(value);
  return { layout: 'int32', type: sqlTypes.int, length, validity: undefined, values };
}
