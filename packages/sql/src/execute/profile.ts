import type { NodeFigures } from '../plan/node-figures.ts';

/** Figures that grow while a plan runs. */
type Figures = { -readonly [Key in keyof NodeFigures]: NodeFigures[Key] };

/**
 * What the nodes of a plan did in one execution of a statement: EXPLAIN ANALYZE. Nodes are known by
 * their identity. Time is attributed
 * by a stack: a node's own time is that in which it was the innermost one at work.
 */
export class QueryProfile {
  readonly #now: () => number;
  readonly #figures = new Map<object, Figures>();
  readonly #running: Figures[] = [];
  #lastChange = 0;

  /** `now`: milliseconds from any start. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The figures of a node; `undefined` if it never ran. */
  find(node: object): NodeFigures | undefined {
    return this.#figures.get(node);
  }

  /** Note a start of a node; the figures to be written to. */
  start(node: object): Figures {
    const figures = this.#of(node);
    figures.loops += 1;
    return figures;
  }

  /** Run a step of a node and count its time. */
  async time<Result>(figures: Figures, step: () => Promise<Result>): Promise<Result> {
    const from = this.#charge();
    this.#running.push(figures);
    try {
      return await step();
    } finally {
      figures.milliseconds += this.#charge() - from;
      this.#running.pop();
    }
  }

  /** A node holds this many bytes now. */
  noteMemory(node: object, bytes: number): void {
    const figures = this.#of(node);
    figures.memoryBytes = Math.max(figures.memoryBytes, bytes);
  }

  /** A scan reads from there. */
  noteSource(node: object, source: string): void {
    this.#of(node).source = source;
  }

  #of(node: object): Figures {
    let figures = this.#figures.get(node);
    if (figures === undefined) {
      figures = {
        rows: 0,
        batches: 0,
        loops: 0,
        milliseconds: 0,
        ownMilliseconds: 0,
        memoryBytes: 0,
        source: undefined,
      };
      this.#figures.set(node, figures);
    }
    return figures;
  }

  /** Give the time since the last change to the innermost node. */
  #charge(): number {
    const now = this.#now();
    const innermost = this.#running.at(-1);
    if (innermost !== undefined) innermost.ownMilliseconds += now - this.#lastChange;
    this.#lastChange = now;
    return now;
  }
}
