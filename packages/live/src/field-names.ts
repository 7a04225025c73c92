import { LiveError } from './error.ts';
import type { LiveShape } from './live-shape.ts';

/**
 * Refuse names that a row object cannot hold: one name twice, or a name that live rows use for
 * something else (`_seq`, `_deleted`, `_previous_seq`, a primary key column that it is not).
 * Returns `shape` when all is well.
 */
export function checkFields(shape: LiveShape): LiveShape {
  const seen = new Set<string>();
  for (const { name, expression } of shape.selected) {
    if (seen.has(name)) throw duplicate(name);
    seen.add(name);
    const column = expression.kind === 'column' ? shape.inputColumns[expression.index] : undefined;
    const taken = ownerOf(shape, name);
    if (taken !== undefined && taken !== column) throw reserved(name);
  }
  return shape;
}

/** The table column whose value every live row holds under `name`; -1: none, but it is reserved. */
function ownerOf({ table, sequenceColumn }: LiveShape, name: string): number | undefined {
  if (name === '_seq') return sequenceColumn;
  if (name === '_deleted' || name === '_previous_seq') return -1;
  return table.primaryKey.find((column) => table.columns[column].name === name);
}

function duplicate(name: string): LiveError {
  return new LiveError('LIVE_UNSUPPORTED', `the select list has two columns named '${name}'`, {
    hint: 'Live rows are objects: give one of them another name with AS.',
  });
}

function reserved(name: string): LiveError {
  return new LiveError(
    'LIVE_UNSUPPORTED',
    `the select list gives the name '${name}' to something else than the table's own '${name}'`,
    { hint: 'Live rows always carry that column: choose another name with AS.' },
  );
}
