import { randomFillSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ApiServer, createApiServer, type Logger } from '@kalamdb/api';
import { authorize, createAuthenticator, createTokens, hashPassword } from '@kalamdb/auth';
import { type Database, type DatabaseOptions, openDatabase, systemClock } from '@kalamdb/core';
import { createLiveQueries, type LiveQueries } from '@kalamdb/live';
import { openLevelStore } from '@kalamdb/store/level';
import type { Config } from './config-schema.ts';
import { generatePassword, loadTokenSecret } from './secrets.ts';
import { type ServerAddress, serverAddress } from './server-address.ts';
import { openSpillDirectory } from './spill-directory.ts';
import { serverVersion } from './version.ts';
import type { FirstStart } from './welcome.ts';

/** A server that listens. */
export interface RunningServer {
  readonly address: ServerAddress;
  /** Set when this start has created the user root. */
  readonly firstStart: FirstStart | undefined;
  /** Drain: finish running requests, end sockets, make everything durable, free the directory. */
  close(): Promise<void>;
}

/**
 * Open the data directory, put every part together, listen. Throws what stands in the way: StoreError
 * (STORE_LOCKED …), node's errors of the file system and of listening. Nothing stays open then.
 */
export async function startServer(config: Config, logger: Logger): Promise<RunningServer> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    let port = config.server.port;
    const address = () => serverAddress(config.server, port);
    const database = await openData(config, databaseOptions(config, logger, address), opened);
    const live = createLiveQueries(database);
    opened.push(async () => live.close());
    const api = createApi(config, logger, { database, live });
    opened.push(() => api.close(config.server.shutdown_seconds * 1000));
    port = await api.listen(port, config.server.host);
    const firstStart = await createRoot(config, database, address());
    return { address: address(), firstStart, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openData(
  config: Config,
  options: DatabaseOptions,
  opened: (() => Promise<void>)[],
): Promise<Database> {
  const directory = resolve(config.storage.data_dir);
  mkdirSync(directory, { recursive: true });
  const hotPath = resolve(config.storage.hot_path || join(directory, 'hot'));
  const acceptsLostWrites = config.storage.durability === 'relaxed';
  const store = await openLevelStore(hotPath, { acceptsLostWrites });
  opened.push(() => store.close());
  // Only after the store is locked: the files of another server are not touched.
  const spill = openSpillDirectory(join(directory, 'tmp'));
  const database = await openDatabase(store, { ...options, spill });
  opened.push(() => database.close());
  return database;
}

function databaseOptions(
  config: Config,
  logger: Logger,
  address: () => ServerAddress,
): DatabaseOptions {
  const { limits, transactions } = config;
  return {
    clock: systemClock,
    policy: { decide: authorize },
    passwords: { hash: hashPassword },
    random: (bytes) => {
      randomFillSync(bytes);
    },
    nodeId: config.cluster.node_id,
    requirePrimaryKey: config.sql.require_primary_key,
    syncWrites: config.storage.durability === 'strict',
    limits: {
      sqlBytes: limits.max_sql_bytes,
      parameters: limits.max_parameters,
      parameterBytes: limits.max_parameter_bytes,
      resultRows: limits.max_result_rows,
      resultBytes: limits.max_result_bytes,
      queryTimeoutMs: limits.query_timeout_seconds * 1000,
      queryMemoryBytes: limits.max_query_memory_bytes,
      pendingWrites: limits.max_pending_writes,
      rowBytes: limits.max_row_bytes,
    },
    transactions: {
      idleMs: transactions.idle_timeout_seconds * 1000,
      ageMs: transactions.timeout_seconds * 1000,
      bytes: transactions.max_buffer_bytes,
      perUser: transactions.max_per_user,
    },
    columnCacheBytes: limits.max_column_cache_bytes,
    socketUrl: () => address().socketUrl,
    onBackgroundError: (error) => logger.error({ err: error }, 'background work failed'),
  };
}

interface Backend {
  readonly database: Database;
  readonly live: LiveQueries;
}

function createApi(config: Config, logger: Logger, { database, live }: Backend): ApiServer {
  const { auth, limits, websocket } = config;
  const tokens = createTokens({
    secret: auth.jwt_secret || loadTokenSecret(resolve(config.storage.data_dir)),
    issuer: 'kalamdb',
    accessTtlSeconds: auth.access_ttl_seconds,
    refreshTtlSeconds: auth.refresh_ttl_seconds,
    now: () => Date.now(),
  });
  return createApiServer({
    database,
    live,
    authenticator: createAuthenticator(database.users, tokens, () => systemClock.now()),
    accounts: database.users,
    logger,
    version: serverVersion(),
    signInsPerMinute: auth.sign_ins_per_minute,
    secureCookies: serverAddress(config.server, config.server.port).isSecure,
    allowedOrigins: config.cors.allowed_origins,
    limits: { bodyBytes: limits.max_body_bytes, resultBytes: limits.max_result_bytes },
    socketLimits: {
      authTimeoutMs: websocket.auth_timeout_seconds * 1000,
      heartbeatMs: websocket.heartbeat_seconds * 1000,
      messageBytes: websocket.max_message_bytes,
      subscriptions: websocket.max_subscriptions_per_connection,
      connectionsPerUser: websocket.max_connections_per_user,
      subscriptionsPerUser: websocket.max_subscriptions_per_user,
      messagesPerSecond: websocket.messages_per_second,
    },
  });
}

/** After listening, so that a password is never made for a start that fails. */
async function createRoot(
  { auth }: Config,
  { users }: Database,
  { url }: ServerAddress,
): Promise<FirstStart | undefined> {
  if (users.find('root') !== undefined) return undefined;
  const generatedPassword = auth.root_password === '' ? generatePassword() : undefined;
  const hash = await hashPassword(generatedPassword ?? auth.root_password);
  const isFirst = await users.createFirstUser('root', hash);
  return isFirst ? { url, generatedPassword } : undefined;
}
