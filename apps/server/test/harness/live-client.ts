import { once } from 'node:events';
import WebSocket from 'ws';

/** A row as an object, BIGINT as text. */
export type LiveRow = Readonly<Record<string, unknown>>;

/** A message of the server; the test knows which members there are. */
export interface Message {
  readonly type: string;
  readonly subscription_id?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly change_type?: 'insert' | 'update' | 'delete';
  readonly rows?: readonly LiveRow[];
  readonly old_values?: readonly LiveRow[];
  readonly batch_control?: { readonly has_more: boolean; readonly last_seq_id: string };
}

/** A socket of one user, and every message that it has received. */
export interface LiveClient {
  readonly messages: readonly Message[];
  send(message: object | string): void;
  /** The first message at or after `start` that fits. Rejects when the socket closes before. */
  next(fits: (message: Message) => boolean, start?: number): Promise<Message>;
  /** Resolves when `condition` holds; it is looked at after every message. */
  until(condition: () => boolean): Promise<void>;
  /** The close code, once the socket is closed. */
  readonly closed: Promise<number>;
  close(): Promise<void>;
}

/** Open a socket without authenticating. */
export async function openSocket(url: string): Promise<LiveClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`);
  const messages: Message[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  socket.on('message', (data) => {
    messages.push(parse(data.toString()));
    wake();
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      resolve(code);
      wake();
    });
  });
  await once(socket, 'open');
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        const holds = condition();
        if (!holds && socket.readyState !== WebSocket.CLOSED) return;
        waiting.delete(look);
        if (holds) resolve();
        else reject(new Error(`the socket closed after ${JSON.stringify(messages.at(-1))}`));
      };
      waiting.add(look);
      look();
    });
  return {
    messages,
    until,
    closed,
    send: (message) => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    },
    next: async (fits, start = 0) => {
      const find = () => messages.slice(start).find(fits);
      await until(() => find() !== undefined);
      return find() as Message;
    },
    close: async () => {
      socket.close();
      await closed;
    },
  };
}

/** Open a socket and authenticate it. */
export async function openLive(url: string, token: string): Promise<LiveClient> {
  const client = await openSocket(url);
  client.send({ type: 'authenticate', method: 'jwt', token });
  await client.next(({ type }) => type === 'auth_success');
  return client;
}

/** Subscribe on an authenticated socket, and read the initial rows to their end, if asked for. */
export async function subscribe(
  client: LiveClient,
  id: string,
  sql: string,
  options?: object,
): Promise<readonly LiveRow[]> {
  const mine = client.messages.length;
  client.send({ type: 'subscribe', subscription: { id, sql, options } });
  const isMine = (message: Message) => message.subscription_id === id;
  const ack = await client.next(isMine, mine);
  if (ack.type !== 'subscription_ack') throw new Error(JSON.stringify(ack));
  if (options === undefined) return [];
  const rows: LiveRow[] = [];
  for (let start = mine; ; ) {
    const isBatch = (message: Message) => isMine(message) && message.type === 'initial_data_batch';
    const batch = await client.next(isBatch, start);
    rows.push(...(batch.rows ?? []));
    if (batch.batch_control?.has_more !== true) return rows;
    start = client.messages.indexOf(batch) + 1;
    const last = batch.batch_control.last_seq_id;
    client.send(`{"type":"next_batch","subscription_id":"${id}","last_seq_id":${last}}`);
  }
}

/** The `change` messages so far. */
export function changesOf(client: LiveClient): readonly Message[] {
  return client.messages.filter(({ type }) => type === 'change');
}

/** The `_seq` of a change. */
export function sequenceOf(change: Message): bigint {
  const row = change.rows?.[0] ?? change.old_values?.[0];
  return BigInt(String(row?._seq));
}

/** Sequences in control fields are integers beyond 2^53: keep their digits. */
function parse(text: string): Message {
  return JSON.parse(text.replace(/"last_seq_id":(\d+)/g, '"last_seq_id":"$1"'));
}
