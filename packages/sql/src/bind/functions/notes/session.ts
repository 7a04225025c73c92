import type { FunctionNotes } from './note.ts';

/** Functions of who asks, and unique ids. */
export const sessionNotes: FunctionNotes = {
  current_database: ['the name of the database', 'CURRENT_DATABASE()'],
  current_role: ['the role of the user', 'CURRENT_ROLE'],
  current_setting: [
    'the value of a parameter of the session; of an unknown one NULL if asked for with TRUE',
    "CURRENT_SETTING('timezone')",
  ],
  current_user: ['who asks', 'CURRENT_USER'],
  gen_random_uuid: ['a new UUID of version 4', 'GEN_RANDOM_UUID()'],
  nextval: ['the next value of a sequence', "NEXTVAL('tickets')"],
  currval: ['the value that the session was given last by a sequence', "CURRVAL('tickets')"],
  lastval: ['the value that the session was given last by any sequence', 'LASTVAL()'],
  pg_get_serial_sequence: [
    'the sequence of a SERIAL or IDENTITY column',
    "PG_GET_SERIAL_SEQUENCE('tickets', 'id')",
  ],
  random: ['a random number from 0 to below 1', 'RANDOM()'],
  set_config: [
    'sets a parameter of the session, NULL to its default, and gives its value',
    "SET_CONFIG('my.user', 'alice', FALSE)",
  ],
  setval: ['sets what a sequence gave last, or gives next', "SETVAL('tickets', 41)"],
  snowflake_id: ['a new BIGINT that grows with time', 'SNOWFLAKE_ID()'],
  ulid: ['a new ULID', 'ULID()'],
  version: ['the version of the SQL dialect', 'VERSION()'],
  uuid_v7: ['a new UUID of version 7', 'UUID_V7()'],
};
