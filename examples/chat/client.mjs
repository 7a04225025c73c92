import { once } from 'node:events';
import WebSocket from 'ws';

/** Sign in; gives an access token. */
export async function signIn(url, user, password) {
  const answer = await post(`${url}/v1/api/auth/login`, {}, { user, password });
  return answer.access_token;
}

/** Run SQL as the token's user; gives the list of results, one for each statement. */
export async function sql(url, token, text, params = []) {
  const body = params.length === 0 ? { sql: text } : { sql: text, params };
  const answer = await post(`${url}/v1/api/sql`, { authorization: `Bearer ${token}` }, body);
  return answer.results;
}

/**
 * A live query: keeps `rows` (by primary key `id`) equal to the query's result on the server. With
 * `from`, the last `_seq` seen earlier, and the rows known then, it gets only what was missed.
 * `rowsOf` turns a change into lines for people to read.
 */
export class LiveQuery {
  #socket;
  #rows;
  #lastSeq;
  #log = [];
  #waiting = [];
  #ready = false;

  static async open(url, token, text, { from, rows = new Map() } = {}) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`);
    await once(socket, 'open');
    const query = new LiveQuery(socket, rows, from);
    query.#send({ type: 'authenticate', method: 'jwt', token });
    const options = from === undefined ? { batch_size: 100 } : { from };
    query.#send({ type: 'subscribe', subscription: { id: 'chat', sql: text, options } });
    await query.until(() => query.#ready);
    return query;
  }

  constructor(socket, rows, lastSeq) {
    this.#socket = socket;
    this.#rows = rows;
    this.#lastSeq = lastSeq;
    socket.on('message', (data) => this.#receive(JSON.parse(data.toString())));
    socket.on('close', () => this.#wake());
  }

  /** The rows as they are now, by primary key. */
  get rows() {
    return this.#rows;
  }

  /** The `_seq` of the newest change seen: the place to resume from. A string, it has 64 bits. */
  get lastSeq() {
    return this.#lastSeq;
  }

  /** What was seen, in order, one line each. */
  get log() {
    return this.#log;
  }

  /** Resolve once `condition` holds; it is looked at after every message. */
  async until(condition) {
    while (!condition()) {
      if (this.#socket.readyState === WebSocket.CLOSED) throw new Error('the socket was closed');
      await new Promise((resolve) => this.#waiting.push(resolve));
    }
  }

  async close() {
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  #send(message) {
    this.#socket.send(JSON.stringify(message));
  }

  #receive(message) {
    if (message.type === 'error' || message.type === 'auth_error') throw new Error(message.message);
    if (message.type === 'initial_data_batch') this.#receiveBatch(message);
    if (message.type === 'change') this.#receiveChange(message);
    this.#wake();
  }

  #receiveBatch({ rows, batch_control: { has_more: hasMore } }) {
    for (const row of rows) this.#put('has', row);
    this.#ready = !hasMore;
    if (hasMore) {
      this.#send({ type: 'next_batch', subscription_id: 'chat', last_seq_id: this.#lastSeq });
    }
  }

  #receiveChange({ change_type: kind, rows = [], old_values: oldRows = [] }) {
    if (kind === 'delete') for (const row of oldRows) this.#delete(row);
    else for (const row of rows) this.#put(kind, row);
  }

  #put(verb, row) {
    this.#rows.set(row.id, row);
    this.#lastSeq = row._seq;
    this.#log.push(`${verb} ${row.author}: ${row.body}`);
  }

  #delete(row) {
    this.#rows.delete(row.id);
    this.#lastSeq = row._seq;
    this.#log.push(`delete ${row.author}: ${row.body}`);
  }

  #wake() {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

async function post(url, headers, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }).catch((cause) => {
    throw new Error(`no server answers at ${url}; \`npm start\` runs one`, { cause });
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer.error ?? answer));
  return answer;
}
