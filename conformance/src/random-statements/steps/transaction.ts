import type { Model } from '../model/model.ts';
import { type Outcome, refused } from '../model/outcome.ts';
import type { Scene, Step } from './scene.ts';

const savepointNames = ['s', 'p'];

export function begin({ model, user }: Scene): Step {
  return {
    sql: 'BEGIN',
    scope: 'all',
    run(): Outcome {
      model.transaction = { user, before: model.contents, savepoints: [], failed: false };
      return {};
    },
  };
}

/** COMMIT or ROLLBACK; COMMIT of a failed transaction rolls back. */
export function endTransaction({ choices, model }: Scene): Step {
  const isCommit = !choices.rarely(3);
  const isFailed = model.transaction?.failed === true;
  return {
    sql: isCommit ? 'COMMIT' : 'ROLLBACK',
    sqlite: isCommit && !isFailed ? 'COMMIT' : 'ROLLBACK',
    scope: 'all',
    run(): Outcome {
      const { transaction } = model;
      if (transaction === undefined) return refused('in-transaction');
      if (!isCommit || transaction.failed) model.contents = transaction.before;
      model.transaction = undefined;
      return {};
    },
  };
}

export function savepoint({ choices, model }: Scene): Step {
  const name = choices.pick(savepointNames);
  return {
    sql: `SAVEPOINT ${name}`,
    scope: 'all',
    run: () =>
      inTransaction(model, (transaction) => {
        transaction.savepoints = [...transaction.savepoints, { name, contents: model.contents }];
      }),
  };
}

/** To a savepoint that there is; it stays. */
export function rollbackTo({ choices, model }: Scene): Step | undefined {
  const found = someSavepoint(choices.pick(savepointNames), model);
  if (found === undefined) return undefined;
  const { name, contents, position } = found;
  return {
    sql: `ROLLBACK TO ${name}`,
    scope: 'all',
    run(): Outcome {
      const { transaction } = model;
      if (transaction === undefined) return refused('in-transaction');
      transaction.savepoints = transaction.savepoints.slice(0, position + 1);
      transaction.failed = false;
      model.contents = contents;
      return {};
    },
  };
}

export function release({ choices, model }: Scene): Step | undefined {
  const found = someSavepoint(choices.pick(savepointNames), model);
  if (found === undefined) return undefined;
  return {
    sql: `RELEASE ${found.name}`,
    scope: 'all',
    run: () =>
      inTransaction(model, (transaction) => {
        transaction.savepoints = transaction.savepoints.slice(0, found.position);
      }),
  };
}

/** The last one of the name. */
function someSavepoint(name: string, { transaction }: Model) {
  const savepoints = transaction?.savepoints ?? [];
  const position = savepoints.findLastIndex((one) => one.name === name);
  const found = savepoints[position];
  return found === undefined ? undefined : { ...found, position };
}

function inTransaction(
  { transaction }: Model,
  change: (transaction: NonNullable<Model['transaction']>) => void,
): Outcome {
  if (transaction === undefined) return refused('in-transaction');
  change(transaction);
  return {};
}
