import type { Pacer } from './pacer.ts';

/** Run a generator to its end, letting others run between its steps. */
export async function paced<Result>(steps: Generator<void, Result>, pacer: Pacer): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    const pause = pacer.step();
    if (pause !== undefined) await pause;
  }
}
