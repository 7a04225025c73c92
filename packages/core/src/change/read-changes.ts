import {
  headKey,
  historyKey,
  type KeyValueReader,
  type KeyValueStore,
  rowSequence,
  StoreError,
} from '@kalamdb/store';
import type { PartitionView } from '../table/partition-view.ts';
import { wholeRowDecoder } from '../table/row-decoder.ts';
import { isVisible } from '../table/versions.ts';
import type { ChangeEvent } from './change-event.ts';
import { type LogEntry, type Resolved, readLog } from './log-chunks.ts';

/**
 * The changes of a partition with `after < sequence <= upTo`, in order. Changes of STREAM
 * rows that have outlived the TTL are left out.
 */
export function readChangeChunks(
  store: KeyValueStore,
  view: () => PartitionView,
  { after, upTo }: { readonly after: bigint; readonly upTo: bigint },
): AsyncIterable<readonly ChangeEvent[]> {
  return readLog(store, view, { after, upTo, reverse: false }, resolveChanges);
}

async function resolveChanges(
  reader: KeyValueReader,
  view: PartitionView,
  entries: readonly LogEntry[],
): Promise<Resolved<ChangeEvent>> {
  const replaced = entries.filter(({ kind }) => kind !== 'insert');
  const [after, before] = await Promise.all([
    readVersions(reader, view, entries),
    readHistory(reader, view, replaced),
  ]);
  const events: ChangeEvent[] = [];
  let bytes = 0;
  let replacedCount = 0;
  for (const [index, entry] of entries.entries()) {
    const old = entry.kind === 'insert' ? undefined : before[replacedCount];
    if (entry.kind !== 'insert') replacedCount += 1;
    const event = toEvent(view, entry, old, after[index]);
    if (event !== undefined) events.push(event);
    bytes += (after[index]?.length ?? 0) + (old?.length ?? 0);
  }
  return { items: events, bytes };
}

function toEvent(
  view: PartitionView,
  entry: LogEntry,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): ChangeEvent | undefined {
  const { table, scope } = view;
  const { kind, sequence } = entry;
  const decoder = wholeRowDecoder(table);
  const complete = after !== undefined && (kind === 'insert' || before !== undefined);
  if (!complete && table.definition.kind !== 'stream') throw missingVersion(view, entry);
  if (!complete || !isVisible(view, after, true)) return undefined;
  return {
    sequence,
    tableId: table.definition.id,
    scope,
    kind,
    before: before === undefined ? undefined : decoder.read(before),
    after: decoder.read(after),
  };
}

/** The versions that `entries` wrote: each is still its row's head, or in the history by now. */
async function readVersions(
  reader: KeyValueReader,
  view: PartitionView,
  entries: readonly LogEntry[],
): Promise<readonly (Uint8Array | undefined)[]> {
  const { scope } = view;
  const { id } = view.table.definition;
  const versions = await reader.getMany(
    entries.map(({ primaryKey }) => headKey(id, scope, primaryKey)),
  );
  const older: number[] = [];
  for (const [index, { sequence }] of entries.entries()) {
    const head = versions[index];
    if (head === undefined || rowSequence(head) !== sequence) older.push(index);
  }
  if (older.length === 0) return versions;
  const superseded = await reader.getMany(
    older.map((index) => {
      const { primaryKey, sequence } = entries[index] as LogEntry;
      return historyKey(id, scope, primaryKey, sequence);
    }),
  );
  for (const [place, index] of older.entries()) versions[index] = superseded[place];
  return versions;
}

/** The versions that `entries` replaced. */
function readHistory(
  reader: KeyValueReader,
  { table, scope }: PartitionView,
  entries: readonly LogEntry[],
): Promise<(Uint8Array | undefined)[]> {
  const { id } = table.definition;
  return reader.getMany(
    entries.map(({ primaryKey, previousSequence }) =>
      historyKey(id, scope, primaryKey, previousSequence),
    ),
  );
}

function missingVersion({ table, scope }: PartitionView, entry: LogEntry): StoreError {
  const { namespace, name } = table.definition;
  return new StoreError(
    'STORE_CORRUPT',
    `A row version of table ${namespace}.${name}, scope '${scope}', is missing for change ` +
      `${entry.sequence} (${entry.kind}).`,
  );
}
