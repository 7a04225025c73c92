import type { ChangeEvent } from '@kalamdb/core';
import { type Audience, inform, type Listener } from './audience.ts';
import { EqualityIndex } from './equality-index.ts';
import type { Projection } from './projection.ts';
import type { View } from './view.ts';

interface SharedProjection {
  readonly projection: Projection;
  audienceCount: number;
}

/** The live queries of one partition, found by what their filters fix. */
export class PartitionViews {
  readonly #audiences = new Map<string, Audience>();
  readonly #projections = new Map<string, SharedProjection>();
  /** By the fixed columns. */
  readonly #indexes = new Map<string, EqualityIndex>();
  /** Those whose filters fix no column: visited by every change. */
  readonly #unindexed = new Set<Audience>();

  get isEmpty(): boolean {
    return this.#audiences.size === 0;
  }

  add(view: View, listener: Listener): void {
    const audience = this.#audiences.get(view.key) ?? this.#open(view);
    audience.listeners.add(listener);
  }

  remove(view: View, listener: Listener): void {
    const audience = this.#audiences.get(view.key);
    if (audience === undefined) return;
    audience.listeners.delete(listener);
    if (audience.listeners.size === 0) this.#close(audience);
  }

  /** Tell everybody concerned; returns how many audiences had to be asked. */
  dispatch(event: ChangeEvent): number {
    let visited = 0;
    const visit = (audience: Audience) => {
      visited += 1;
      inform(audience, event);
    };
    for (const index of this.#indexes.values()) index.find(event.before, event.after, visit);
    this.#unindexed.forEach(visit);
    return visited;
  }

  #open(view: View): Audience {
    const { key } = view.projection;
    const shared = this.#projections.get(key) ?? { projection: view.projection, audienceCount: 0 };
    shared.audienceCount += 1;
    this.#projections.set(key, shared);
    const audience = {
      view: { ...view, projection: shared.projection },
      listeners: new Set<Listener>(),
    };
    this.#audiences.set(view.key, audience);
    this.#placeOf(view).add(audience);
    return audience;
  }

  #close(audience: Audience): void {
    const { view } = audience;
    this.#audiences.delete(view.key);
    const columns = columnsOf(view);
    const index = this.#indexes.get(columns);
    index?.remove(audience);
    if (index?.isEmpty) this.#indexes.delete(columns);
    this.#unindexed.delete(audience);
    const shared = this.#projections.get(view.projection.key);
    if (shared === undefined) return;
    shared.audienceCount -= 1;
    if (shared.audienceCount === 0) this.#projections.delete(view.projection.key);
  }

  #placeOf(view: View): { add(audience: Audience): void } {
    const { equalities } = view.filter;
    if (equalities.length === 0) return this.#unindexed;
    const columns = columnsOf(view);
    const index =
      this.#indexes.get(columns) ?? new EqualityIndex(equalities.map(({ column }) => column));
    this.#indexes.set(columns, index);
    return index;
  }
}

function columnsOf({ filter }: View): string {
  return filter.equalities.map(({ column }) => column).join();
}
