import type { Committer } from '../write/commit/committer.ts';

const nothing = new Uint8Array();

/**
 * Whether a note of something dropped is still there, and stays: asked within the writer, where
 * `isKept` is true to its catalog, and written once more. So it is behind the drop by a commit: no
 * crash brings back a drop whose write had failed, or takes it back, after keys were erased for it.
 */
export function confirmNote(
  committer: Pick<Committer, 'submit'>,
  note: Uint8Array,
  isKept: () => boolean,
): Promise<boolean> {
  return committer.submit((staging) => {
    if (isKept() || staging.get(note) === undefined) return false;
    staging.put(note, nothing);
    return true;
  });
}
