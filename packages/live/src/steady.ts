import { type BoundCall, type BoundExpression, someExpression } from '@kalamdb/sql';
import { LiveError } from './error.ts';

/** Stable functions whose value holds as long as the subscription: they depend on who asks. */
const askerFunctions: ReadonlySet<string> = new Set(['current_user', 'current_role']);

/**
 * Refuse an expression whose value can change while its row does not: nothing would tell when.
 * `place` is where it is written, for the message.
 */
export function checkSteady(expression: BoundExpression, place: string): void {
  someExpression(expression, (node) => {
    if (node.kind === 'call' && isUnsteady(node)) throw unsteady(node, place);
    return false;
  });
}

/** Whether the expression depends on who asks, so that users cannot share its results. */
export function dependsOnAsker(expression: BoundExpression): boolean {
  return someExpression(
    expression,
    (node) => node.kind === 'call' && askerFunctions.has(node.function.name),
  );
}

function isUnsteady({ function: { name, volatility } }: BoundCall): boolean {
  return volatility !== 'immutable' && !askerFunctions.has(name);
}

function unsteady({ function: called, position }: BoundCall, place: string): LiveError {
  const reason =
    called.volatility === 'stable'
      ? 'its value changes with time while the rows do not'
      : 'it gives another value at every call';
  const name = called.name.toUpperCase();
  return new LiveError('LIVE_UNSUPPORTED', `${place} of a live query has ${name}(): ${reason}`, {
    position,
    hint: 'Compute the value on the client and write it into the query.',
  });
}
