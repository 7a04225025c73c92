import type { FrameExclusion } from '../../ast/ast.ts';
import type { Frames } from './frames.ts';
import type { WindowRows } from './window-rows.ts';

/**
 * The frame of one position without what it excludes: up to three ranges of positions, ascending.
 * `bounds` holds start and end of each; `count` is the number of ranges, none of them empty.
 */
export interface FrameParts {
  readonly bounds: Uint32Array;
  count: number;
}

/** Reads frames position by position; the same object is filled anew each time. */
export function createFrameParts(
  { start, end }: Frames,
  exclusion: FrameExclusion,
  { peers }: WindowRows,
): (position: number) => FrameParts {
  const parts: FrameParts = { bounds: new Uint32Array(6), count: 0 };
  const add = (from: number, to: number): void => {
    if (from >= to) return;
    parts.bounds[parts.count * 2] = from;
    parts.bounds[parts.count * 2 + 1] = to;
    parts.count++;
  };
  return (position) => {
    const from = start[position];
    const to = end[position];
    parts.count = 0;
    if (exclusion === 'no others') {
      add(from, to);
      return parts;
    }
    const isRow = exclusion === 'current row';
    const group = peers.of[position];
    const holeStart = isRow ? position : peers.starts[group];
    const holeEnd = isRow ? position + 1 : peers.starts[group + 1];
    add(from, Math.min(to, holeStart));
    if (exclusion === 'ties' && from <= position && position < to) add(position, position + 1);
    add(Math.max(from, holeEnd), to);
    return parts;
  };
}
