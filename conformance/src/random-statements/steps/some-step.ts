import type { Model } from '../model/model.ts';
import { isRefused, type Outcome, refused } from '../model/outcome.ts';
import { alterTable } from './alter-table.ts';
import { createTable } from './create-table.ts';
import { deleteRows, truncate } from './delete.ts';
import { dropMissing, dropTable } from './drop-table.ts';
import { createIndex, dropConstraintIndex, dropIndex } from './indexes.ts';
import { insert, insertQuery } from './insert.ts';
import { merge } from './merge.ts';
import type { Scene, Step } from './scene.ts';
import { drawOrSet } from './sequences.ts';
import { begin, endTransaction, release, rollbackTo, savepoint } from './transaction.ts';
import { update, updateFrom } from './update.ts';
import { createView, dropView } from './views.ts';
import { withWrites } from './with-writes.ts';

type SomeStep = (scene: Scene) => Step | undefined;

/** As often as they stand here. The first is what an exhausted tape would do. */
const rowSteps: readonly SomeStep[] = [
  ...[insert, insert, insert, insert, insert, insert],
  ...[update, update, update, updateFrom],
  ...[deleteRows, deleteRows, insertQuery, withWrites, withWrites, merge, merge, drawOrSet],
];

const definitions: readonly SomeStep[] = [
  ...[alterTable, alterTable, alterTable, alterTable, createTable, createIndex, createIndex],
  ...[createView, dropView, dropIndex, dropConstraintIndex, dropTable, dropMissing],
];

/** The next statement, if the choices lead to one. */
export function someStep(scene: Scene): Step | undefined {
  const { model } = scene;
  const isInside = model.transaction !== undefined;
  const make = model.tables.length === 0 ? createTable : pickStep(scene, isInside);
  // SQLite's definitions are part of a transaction.
  if (isInside && scene.isCommon && definitions.includes(make)) return undefined;
  const step = make(scene);
  if (step === undefined || !isInside) return step;
  const isControl = make === endTransaction || make === rollbackTo;
  if (isControl) return step;
  // In SQLite a failed statement leaves its transaction as it is.
  if (scene.isCommon && model.transaction?.failed === true) return undefined;
  return { ...step, run: () => runInside(model, step) };
}

function pickStep({ choices, model }: Scene, isInside: boolean): SomeStep {
  if (isInside && choices.rarely(model.transaction?.failed === true ? 2 : 6)) {
    return choices.pick([endTransaction, savepoint, rollbackTo, release]);
  }
  if (!isInside && choices.rarely(10)) return begin;
  if (choices.rarely(isInside ? 20 : 4)) return choices.pick(definitions);
  return choices.rarely(20) ? truncate : choices.pick(rowSteps);
}

/** After an error a transaction takes nothing but its end. */
function runInside(model: Model, step: Step): Outcome {
  const { transaction } = model;
  if (transaction?.failed === true) return refused('transaction-failed');
  const outcome = step.run();
  if (isRefused(outcome) && transaction !== undefined) transaction.failed = true;
  return outcome;
}
