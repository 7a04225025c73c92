import assert from 'node:assert/strict';
import type { AlterTable } from '@kalamdb/sql';
import type { Alteration, AlteredCounters } from '../../catalog/alter/alteration.ts';
import type { CatalogCache } from '../../catalog/catalog.ts';
import type { DependentEdits } from '../../catalog/dependent-edits.ts';
import { takeTableId } from '../../catalog/object-ids.ts';
import { isCounted } from '../../catalog/owned-sequence.ts';
import {
  stageDropSequences,
  stageSequence,
  stageSequenceChange,
} from '../../sequences/sequence-changes.ts';
import type { SequenceRecord } from '../../sequences/sequence-record.ts';
import type { Staging } from '../../write/commit/staging.ts';
import type { Session } from '../session.ts';

/** Ids for the sequences that a statement makes: no plan can wait for them. */
export async function takeSequenceIds(
  { engine: { catalogWriter } }: Session,
  { actions }: AlterTable,
): Promise<readonly number[]> {
  const added = actions.filter(
    (action) =>
      action.kind === 'add-identity' || (action.kind === 'add-column' && isCounted(action.column)),
  );
  if (added.length === 0) return [];
  return catalogWriter.change((staging) => added.map(() => takeTableId(staging)));
}

/** How far sequences have come, and `ids` for new ones. */
export function alteredCounters(
  { engine: { counters } }: Session,
  ids: readonly number[],
): AlteredCounters {
  const left = [...ids];
  return {
    newId() {
      const id = left.shift();
      assert(id !== undefined, 'there is an id for each new sequence');
      return id;
    },
    state: (sequence) =>
      sequence.perUser ? { last: sequence.first, isCalled: false } : counters.state(sequence, ''),
  };
}

/** Stage what an alteration has made of the sequences of the table. */
export function stageSequences(
  { engine }: Session,
  { staging, edits }: { readonly staging: Staging; readonly edits: DependentEdits },
  { table: { name } }: AlterTable,
  alteration: Alteration,
): void {
  const { catalog, counters } = engine;
  const { definition, sequences, cascade } = alteration;
  const before = catalog.sequences.ofTable(definition.id);
  for (const after of sequences) {
    const known = before.find(({ id }) => id === after.id);
    if (known === undefined) stageSequence(staging, catalog, after, after.id);
    else if (known !== after) stageSequenceChange(staging, { catalog, counters }, known, after);
  }
  stageDropSequences(staging, edits, catalog, {
    dropped: lostSequences(catalog, alteration).map((found) => ({ found, position: name.at })),
    tables: new Set([definition.id]),
    cascade,
  });
}

/** Those that go with their columns. */
export function lostSequences(
  catalog: CatalogCache,
  { definition, sequences }: Alteration,
): readonly SequenceRecord[] {
  const before = catalog.sequences.ofTable(definition.id);
  return before.filter(({ id }) => !sequences.some((after) => after.id === id));
}
