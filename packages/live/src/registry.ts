import type { Commit, Partition } from '@kalamdb/core';
import type { Listener } from './audience.ts';
import { PartitionViews } from './partition-views.ts';
import type { View } from './view.ts';

/** Which listeners a change concerns: partition → fixed columns → audience → listeners. */
export class Registry {
  /** By table id, then by scope. */
  readonly #tables = new Map<number, Map<string, PartitionViews>>();
  #visitedCount = 0;
  #dispatching = false;

  /** Audiences that changes have been compared with, since the start. */
  get visitedCount(): number {
    return this.#visitedCount;
  }

  /** True while a commit is told to the listeners: a newcomer may or may not hear of it. */
  get isDispatching(): boolean {
    return this.#dispatching;
  }

  add(partition: Partition, view: View, listener: Listener): void {
    const scopes = this.#tables.get(partition.tableId) ?? new Map<string, PartitionViews>();
    const views = scopes.get(partition.scope) ?? new PartitionViews();
    views.add(view, listener);
    scopes.set(partition.scope, views);
    this.#tables.set(partition.tableId, scopes);
  }

  /** Nothing happens when `listener` is not there. */
  remove(partition: Partition, view: View, listener: Listener): void {
    const scopes = this.#tables.get(partition.tableId);
    const views = scopes?.get(partition.scope);
    if (scopes === undefined || views === undefined) return;
    views.remove(view, listener);
    if (!views.isEmpty) return;
    scopes.delete(partition.scope);
    if (scopes.size === 0) this.#tables.delete(partition.tableId);
  }

  /** Tell the changes of `commit` to those whom they concern, in order. */
  dispatch(commit: Commit): void {
    this.#dispatching = true;
    try {
      for (const event of commit.events) {
        const views = this.#tables.get(event.tableId)?.get(event.scope);
        if (views !== undefined) this.#visitedCount += views.dispatch(event);
      }
    } finally {
      this.#dispatching = false;
    }
  }
}
