import { startTimeSlice, type TimeSlice } from './time-slice.ts';

/** Items between two looks at the time. */
const ITEMS_PER_LOOK = 64;

type Visit<Item> = (item: Item, index: number) => void | Promise<void>;

/**
 * Call `visit` for one item after the other, in order, each after the promise of the one before; the
 * event loop is let go in between when it was kept for long. Gives a promise only if there was
 * anything to wait for: what is done for a single row costs no more than the call. Throws, or
 * rejects, with what `visit` fails with; the items behind are not visited then.
 */
export function visitInTurn<Item>(
  items: readonly Item[],
  visit: Visit<Item>,
): void | Promise<void> {
  const slice = startTimeSlice();
  for (let index = 0; index < items.length; index += 1) {
    const visited = visit(items[index] as Item, index);
    if (visited instanceof Promise || isPauseDue(slice, index)) {
      return goOn(items, visit, { slice, index, visited });
    }
  }
}

interface Progress {
  readonly slice: TimeSlice;
  /** Of the last item that was visited. */
  readonly index: number;
  readonly visited: void | Promise<void>;
}

async function goOn<Item>(
  items: readonly Item[],
  visit: Visit<Item>,
  { slice, index: last, visited }: Progress,
): Promise<void> {
  await visited;
  for (let index = last + 1; index < items.length; index += 1) {
    if (isPauseDue(slice, index - 1)) await slice.pause();
    await visit(items[index] as Item, index);
  }
}

function isPauseDue(slice: TimeSlice, index: number): boolean {
  return (index + 1) % ITEMS_PER_LOOK === 0 && slice.isSpent();
}
