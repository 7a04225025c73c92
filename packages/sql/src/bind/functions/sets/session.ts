import { DATABASE_NAME, VERSION } from '../../../product.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import { microsOfDay, microsToDay } from '../../../types/timestamp.ts';
import type { ScalarFunction, Volatility } from '../functions.ts';

const { date, time, timestamp, text, bigint, double, uuid } = sqlTypes;

/**
 * Functions of who asks and when (one value per statement, but for CLOCK_TIMESTAMP), unique ids and
 * chance (one per call).
 */
export const sessionFunctions: readonly ScalarFunction[] = [
  source('now', timestamp, 'stable', (_, context) => context.now),
  source('current_timestamp', timestamp, 'stable', (_, context) => context.now),
  ...['transaction_timestamp', 'statement_timestamp'].map((name) =>
    source(name, timestamp, 'stable', (_, context) => context.now),
  ),
  source('localtimestamp', timestamp, 'stable', (_, context) => context.now),
  source('current_date', date, 'stable', (_, context) => microsToDay(context.now)),
  ...['current_time', 'localtime'].map((name) =>
    source(name, time, 'stable', (_, context) => microsOfDay(context.now)),
  ),
  source('current_user', text, 'stable', (_, context) => context.currentUser),
  source('current_database', text, 'immutable', () => DATABASE_NAME),
  source('version', text, 'immutable', () => VERSION),
  source('current_role', text, 'stable', (_, context) => context.currentRole),
  source('clock_timestamp', timestamp, 'volatile', (_, context) => context.clock()),
  source('random', double, 'volatile', (_, context) => context.ids.random()),
  source('gen_random_uuid', uuid, 'volatile', (_, context) => context.ids.uuidV4()),
  source('snowflake_id', bigint, 'volatile', (_, context) => context.ids.snowflakeId()),
  source('uuid_v7', uuid, 'volatile', (_, context) => context.ids.uuidV7()),
  source('ulid', text, 'volatile', (_, context) => context.ids.ulid()),
];

function source(
  name: string,
  returns: SqlType,
  volatility: Volatility,
  row: ScalarFunction['row'],
): ScalarFunction {
  return { name, parameters: [], returns, volatility, strict: true, row };
}
