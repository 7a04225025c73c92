import type { StoredTable } from '../catalog/table-definition.ts';
import type { Staging } from './commit/staging.ts';
import { RecordingStaging } from './references/recording-staging.ts';
import { settleReferences } from './references/settle-references.ts';
import { enterTable } from './stage-version.ts';
import type { WriteRun } from './write-run.ts';

/**
 * Run `stage`, which changes rows of `table`, as one operation, with all that foreign keys make of
 * it, unless the run is part of a statement. CORE_TABLE_CHANGED unless rows of `table`, as it was
 * compiled for, may be written.
 */
export function submitWrite<T>(
  run: WriteRun,
  table: StoredTable,
  stage: (staging: Staging) => T | Promise<T>,
): Promise<T> {
  return submitWrites(run, [table], stage);
}

/** The same for several tables. */
export function submitWrites<T>(
  run: WriteRun,
  tables: readonly StoredTable[],
  stage: (staging: Staging) => T | Promise<T>,
): Promise<T> {
  return run.committer.submit((staging) => {
    for (const table of tables) enterTable(run, table);
    run.enter?.(staging);
    const isSettled = run.part !== undefined || !tables.some((table) => isReferential(run, table));
    return isSettled ? stage(staging) : stageAndSettle(staging, run, stage);
  });
}

function isReferential({ catalog }: WriteRun, { definition }: StoredTable): boolean {
  const own = definition.foreignKeys;
  return (own !== undefined && own.length > 0) || catalog.foreignKeysTo(definition.id).length > 0;
}

async function stageAndSettle<T>(
  staging: Staging,
  run: WriteRun,
  stage: (staging: Staging) => T | Promise<T>,
): Promise<T> {
  const recording = new RecordingStaging(staging);
  const result = await stage(recording);
  await settleReferences(recording, run);
  return result;
}
