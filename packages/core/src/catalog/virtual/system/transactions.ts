import type { OpenTransaction } from '../../../transaction/transaction-registry.ts';
import { SYSTEM_NAMESPACE } from '../../system-namespaces.ts';
import { defineVirtualTable } from '../virtual-table.ts';

/** An open transaction, seen at `now` in microseconds since 1970. */
interface TransactionNow extends OpenTransaction {
  readonly now: bigint;
}

/** Open transactions, oldest first. */
export const transactions = defineVirtualTable<TransactionNow>({
  namespace: SYSTEM_NAMESPACE,
  name: 'transactions',
  access: 'dba',
  objects: ({ transactions: open, now }) => open.map((entry) => ({ ...entry, now })),
  columns: [
    ['transaction_id', 'text', ({ transaction }) => transaction.id],
    ['owner_id', 'text', ({ ownerId }) => ownerId],
    ['state', 'text', ({ transaction }) => (transaction.hasFailed ? 'failed' : 'open')],
    ['isolation', 'text', ({ transaction }) => transaction.isolation],
    ['read_only', 'boolean', ({ transaction }) => transaction.isReadOnly],
    ['started_at', 'timestamp', ({ startedAt }) => startedAt],
    ['age_ms', 'bigint', ({ now, startedAt }) => toMs(now - startedAt)],
    ['idle_ms', 'bigint', ({ now, usedAt, isBusy }) => (isBusy ? 0n : toMs(now - usedAt))],
    ['write_count', 'bigint', ({ transaction }) => BigInt(transaction.rowCount)],
    ['write_bytes', 'bigint', ({ transaction }) => BigInt(transaction.sizeBytes)],
    ['touched_tables_count', 'int', ({ transaction }) => transaction.tableCount],
    ['snapshot_commit_seq', 'bigint?', ({ transaction }) => transaction.snapshotSequence ?? null],
  ],
});

function toMs(microseconds: bigint): bigint {
  return microseconds / 1000n;
}
