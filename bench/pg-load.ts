import pg from 'pg';
import { type LoadResult, summarize } from './http-load.ts';
import type { PostgresPeer } from './postgres-peer.ts';

/** `connections` clients of the `pg` package, connected and ready. */
export async function connectClients(
  peer: PostgresPeer,
  connections: number,
): Promise<pg.Client[]> {
  const clients = Array.from({ length: connections }, () => new pg.Client(peer.connection));
  await Promise.all(clients.map((client) => client.connect()));
  return clients;
}

/** Run a prepared statement on every client, one at a time on each, for `durationMs`. */
export async function pgLoad(
  clients: readonly pg.Client[],
  statement: { readonly name: string; readonly text: string },
  values: (n: number) => unknown[],
  durationMs: number,
): Promise<LoadResult> {
  const latencies: number[] = [];
  let sent = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + durationMs;
  const run = async (client: pg.Client) => {
    while (performance.now() < endsAt) {
      const sentAt = performance.now();
      await client.query({ ...statement, values: values(sent++) });
      latencies.push(performance.now() - sentAt);
    }
  };
  await Promise.all(clients.map(run));
  return summarize(latencies, performance.now() - startedAt);
}
