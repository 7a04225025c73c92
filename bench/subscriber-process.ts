import { WebSocket } from 'ws';

// Opens sockets with live queries, in a process of its own, and tells its parent when all are there
// and, from then on, how many changes have come.

/** Sockets that are alike. */
export interface SubscriberGroup {
  readonly url: string;
  readonly token: string;
  readonly socketCount: number;
  /** The queries of each socket; a socket without any is ready once it is open. */
  readonly queries: readonly string[];
}

export type SubscriberReport = { readonly ready: true } | { readonly received: number };

/** Sockets that are opened at a time. */
const STEP = 50;

let received = 0;
let due = Number.POSITIVE_INFINITY;

process.once('message', (groups: readonly SubscriberGroup[]) => void openAll(groups));
process.on('message', (command: unknown) => {
  if (typeof command === 'object' && command !== null && 'due' in command) {
    due = Number(command.due);
    tellWhenDue();
  }
});

async function openAll(groups: readonly SubscriberGroup[]): Promise<void> {
  for (const group of groups) {
    for (let opened = 0; opened < group.socketCount; opened += STEP) {
      const count = Math.min(STEP, group.socketCount - opened);
      await Promise.all(Array.from({ length: count }, () => open(group)));
    }
  }
  tell({ ready: true });
}

/** Resolves when all queries are acknowledged. What comes later is counted. */
function open({ url, token, queries }: SubscriberGroup): Promise<void> {
  const headers = { Authorization: `Bearer ${token}` };
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    let missing = queries.length;
    socket.once('error', reject);
    socket.once('open', () => {
      for (const [index, sql] of queries.entries()) {
        socket.send(JSON.stringify({ type: 'subscribe', subscription: { id: `s${index}`, sql } }));
      }
      if (missing === 0) begin();
    });
    const begin = (): void => {
      socket.removeAllListeners('message');
      socket.on('message', count);
      resolve();
    };
    socket.on('message', (data) => {
      const text = String(data);
      if (text.startsWith('{"type":"error"')) reject(new Error(text));
      if (!text.startsWith('{"type":"subscription_ack"')) return;
      missing -= 1;
      if (missing === 0) begin();
    });
  });
}

function count(): void {
  received += 1;
  tellWhenDue();
}

function tellWhenDue(): void {
  if (received < due) return;
  due = Number.POSITIVE_INFINITY;
  tell({ received });
}

function tell(report: SubscriberReport): void {
  process.send?.(report);
}
