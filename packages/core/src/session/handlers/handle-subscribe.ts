import { type Query, SqlError, type Subscribe, sqlTypes, type TableOption } from '@kalamdb/sql';
import type { ResultField } from '../../result.ts';
import type { Session } from '../session.ts';
import { authorizeRows, prepareParsed, resolveTables } from './handle-rows.ts';
import { subscribable } from './live-query.ts';
import type { StatementHandler } from './statement-handler.ts';

const fields: readonly ResultField[] = [
  { name: 'status', type: sqlTypes.text, flags: ['nn'] },
  { name: 'ws_url', type: sqlTypes.text, flags: ['nn'] },
  { name: 'subscription', type: sqlTypes.json, flags: ['nn'] },
  { name: 'message', type: sqlTypes.text, flags: ['nn'] },
];

/** Option names of SUBSCRIBE TO and the names that the socket knows them by. */
const wireNames: ReadonlyMap<string, string> = new Map([
  ['last_rows', 'last_rows'],
  ['batch_size', 'batch_size'],
  ['from', 'from'],
  ['from_seq_id', 'from'],
]);

const SUBSCRIPTION_ID_BYTES = 8;

/**
 * SUBSCRIBE TO outside a socket: checks the query and answers how to open it over the socket. It
 * opens nothing itself.
 */
export const subscribeHandler: StatementHandler<Subscribe> = {
  authorize(session, { query }) {
    authorizeRows(session, query, 'subscribe');
  },
  execute(session, statement) {
    this.authorize(session, statement);
    const { bound } = prepareParsed(session, statement.query);
    subscribable(session.engine, bound, statement.query);
    const subscription = {
      id: subscriptionId(session, statement.query),
      sql: statement.queryText,
      options: readOptions(statement.options),
    };
    const row = [
      'active',
      session.engine.options.socketUrl(),
      JSON.stringify(subscription),
      'Open the WebSocket at ws_url, authenticate and send subscription in a subscribe message.',
    ];
    return {
      kind: 'rows',
      fields,
      rows: { kind: 'rows', rows: [row] },
      asUser: session.principal.userId,
    };
  },
};

/** `sub-<namespace>-<table>-<random hex>` */
function subscriptionId(session: Session, query: Query): string {
  const table = resolveTables(session, query)[0]?.table;
  const bytes = Buffer.alloc(SUBSCRIPTION_ID_BYTES);
  session.engine.options.random(bytes);
  return `sub-${table?.namespace ?? ''}-${table?.name ?? ''}-${bytes.toString('hex')}`;
}

function readOptions(written: readonly TableOption[]): Record<string, number | string> {
  const options: Record<string, number | string> = {};
  for (const { name, value, at } of written) {
    const wireName = wireNames.get(name.text);
    if (wireName === undefined) {
      throw new SqlError('SQL_INVALID_OPTION', `unknown option ${name.text.toUpperCase()}`, {
        position: at,
        hint: `Valid options: ${[...wireNames.keys()].join(', ')}.`,
      });
    }
    if (!/^\d{1,19}$/.test(String(value))) {
      throw new SqlError(
        'SQL_INVALID_OPTION',
        `option ${name.text.toUpperCase()} = ${String(value)} must be a whole number, 0 or more`,
        { position: at },
      );
    }
    options[wireName] = Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  return options;
}
