import type { ChangeEvent } from '@kalamdb/core';
import type { LiveChange } from './live-change.ts';
import { type View, viewChange } from './view.ts';

/** Somebody to whom the changes of a view are told. Must not throw. */
export interface Listener {
  deliver(change: LiveChange): void;
  /** The view cannot be evaluated for a row. The listener leaves. */
  fail(error: unknown): void;
}

/**
 * Everybody who watches the same view of the same partition: the filter runs once per change,
 * however many they are. Listeners may leave while they are told.
 */
export interface Audience {
  readonly view: View;
  readonly listeners: Set<Listener>;
}

/** Tell `audience` what `event` means for it. */
export function inform(audience: Audience, event: ChangeEvent): void {
  let change: LiveChange | undefined;
  try {
    change = viewChange(audience.view, event);
  } catch (error) {
    for (const listener of audience.listeners) listener.fail(error);
    return;
  }
  if (change === undefined) return;
  for (const listener of audience.listeners) listener.deliver(change);
}
