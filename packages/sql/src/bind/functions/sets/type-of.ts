import { type SqlType, type SqlTypeKind, sqlTypes } from '../../../types/sql-type.ts';
import type { PolymorphicFunction } from '../polymorphic.ts';

/** PG_TYPEOF: PostgreSQL's name of the type of any value, NULL too. */
export const typeOf: PolymorphicFunction = {
  name: 'pg_typeof',
  parameters: ['any'],
  returns: sqlTypes.text,
  strict: false,
  row: (type) => {
    const name = postgresName(type);
    return () => name;
  },
};

function postgresName(type: SqlType): string {
  return type.kind === 'array' ? `${postgresName(type.element)}[]` : names[type.kind];
}

const names: Readonly<Record<Exclude<SqlTypeKind, 'array'>, string>> = {
  boolean: 'boolean',
  smallint: 'smallint',
  int: 'integer',
  bigint: 'bigint',
  decimal: 'numeric',
  float: 'real',
  double: 'double precision',
  text: 'text',
  date: 'date',
  time: 'time without time zone',
  timestamp: 'timestamp without time zone',
  datetime: 'timestamp with time zone',
  interval: 'interval',
  json: 'jsonb',
  bytes: 'bytea',
  uuid: 'uuid',
  embedding: 'embedding',
  file: 'file',
  unknown: 'unknown',
};
