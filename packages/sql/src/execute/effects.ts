import type { Value } from '../types/value.ts';
import { type ExecutionContext, rootContext } from './context.ts';
import { type KeptResults, MissingResults } from './subqueries/settle.ts';

const nothingKept: KeptResults = { trim: () => undefined };

/**
 * What `act` gives, done once for every time that this is evaluated, although an expression is
 * evaluated anew whenever something was missing: then what was done is remembered, in order. What
 * `act` promises is waited for in the same way.
 */
export function performOnce(context: ExecutionContext, act: () => Value | Promise<Value>): Value {
  const root = rootContext(context);
  root.effects ??= { done: [], next: 0 };
  const { effects } = root;
  const { done } = effects;
  if (effects.next === done.length) {
    const result = act();
    if (result instanceof Promise) throw missing(result, done);
    done.push(result);
  }
  const result = done[effects.next];
  effects.next += 1;
  if (result instanceof Failure) throw result.error;
  return result as Value;
}

/** A failure that was waited for comes up where the call stands, which knows its position. */
class Failure {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

function missing(result: Promise<Value>, done: unknown[]): MissingResults {
  return new MissingResults(nothingKept, async () => {
    done.push(await result.catch((error: unknown) => new Failure(error)));
  });
}
