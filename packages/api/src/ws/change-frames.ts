import type { LiveChange } from '@kalamdb/live';
import { changePrefix, changeRest } from '../protocol/serialize.ts';
import { createFrame, type Frame } from './frame.ts';

/** Makes the `change` messages of one server. */
export interface ChangeFrames {
  /** Throws SqlError for a value that JSON cannot hold. */
  frame(change: LiveChange, subscriptionId: string): Frame;
}

/**
 * A change is encoded once, whoever gets it; only the subscription's id in front differs. The last
 * message is remembered, because clients of one kind tend to use the same id: then they all get the
 * same bytes.
 */
export function createChangeFrames(): ChangeFrames {
  let lastChange: LiveChange | undefined;
  let lastId = '';
  let last = createFrame(Buffer.alloc(0));
  return {
    frame: (change, subscriptionId) => {
      if (change === lastChange && subscriptionId === lastId) return last;
      last = createFrame(Buffer.concat([changePrefix(subscriptionId), changeRest(change)]));
      lastChange = change;
      lastId = subscriptionId;
      return last;
    },
  };
}
