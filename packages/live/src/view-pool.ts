import type { View } from './view.ts';

interface Shared {
  readonly view: View;
  useCount: number;
}

/**
 * Equal views as one object, however many subscriptions of however many users have them: a
 * subscription then costs its cursor, not a compiled query.
 */
export class ViewPool {
  readonly #views = new Map<string, Shared>();

  /** The view to use instead of `view`. Give it back with `release`. */
  share(view: View): View {
    const shared = this.#views.get(view.key) ?? { view, useCount: 0 };
    shared.useCount += 1;
    this.#views.set(view.key, shared);
    return shared.view;
  }

  release(view: View): void {
    const shared = this.#views.get(view.key);
    if (shared === undefined) return;
    shared.useCount -= 1;
    if (shared.useCount === 0) this.#views.delete(view.key);
  }
}
