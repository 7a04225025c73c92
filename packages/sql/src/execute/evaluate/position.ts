import { atPosition } from '../../types/literal-value.ts';

/**
 * Run `compute`; what fails without a position of its own fails at the node. Row definitions and
 * casts do not know where in the text they were called from.
 */
export function withPosition<Result>(position: number | undefined, compute: () => Result): Result {
  try {
    return compute();
  } catch (error) {
    throw atPosition(error, position);
  }
}
