import { WebSocket } from 'ws';

interface Message {
  readonly type: string;
  readonly text: string;
  readonly batch_control?: { readonly has_more: boolean };
}

/** One socket of our server with one subscription. */
export interface LiveClient {
  /** Resolves when the next change has arrived, with the text of its message. */
  change(): Promise<string>;
  close(): Promise<void>;
}

/** Connect, sign in, subscribe, and read all rows that there are. */
export async function openLive(port: number, token: string, sql: string): Promise<LiveClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/ws`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const messages = listen(socket);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const subscription = { id: 'bench', sql, options: {} };
  socket.send(JSON.stringify({ type: 'subscribe', subscription }));
  for (let more = true; more; ) {
    const { batch_control } = await messages('initial_data_batch');
    more = batch_control?.has_more === true;
    if (more) socket.send(JSON.stringify({ type: 'next_batch', subscription_id: 'bench' }));
  }
  return {
    change: async () => (await messages('change')).text,
    close: () =>
      new Promise((resolve) => {
        socket.once('close', () => resolve());
        socket.close();
      }),
  };
}

/** Waits for messages of a type, each given once, others left out; an error is thrown. */
function listen(socket: WebSocket): (type: string) => Promise<Message> {
  const arrived: Message[] = [];
  let wake = (): void => {};
  socket.on('message', (data) => {
    const text = String(data);
    arrived.push({ ...JSON.parse(text), text });
    wake();
  });
  return async (type) => {
    for (;;) {
      const message = arrived.shift();
      if (message === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else if (message.type === 'error') throw new Error(JSON.stringify(message));
      else if (message.type === type) return message;
    }
  };
}
