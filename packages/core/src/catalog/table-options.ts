import { SqlError, type TableOption } from '@kalamdb/sql';
import type { AccessLevel } from '../policy.ts';
import type { FlushPolicy, TableDefinition, TableOptions } from './table-definition.ts';

type Kind = TableDefinition['kind'];

/** The only storage there is. */
const LOCAL_STORAGE = 'local';

const validOptions: Readonly<Record<Kind, readonly string[]>> = {
  user: ['type', 'storage_id', 'use_user_storage', 'flush_policy', 'deleted_retention_hours'],
  shared: ['type', 'storage_id', 'flush_policy', 'deleted_retention_hours', 'access_level'],
  stream: ['type', 'ttl_seconds'],
};

const accessLevels: readonly AccessLevel[] = ['public', 'private', 'restricted', 'dba'];

const MAX_FLUSH_ROWS = 1_000_000;
const MAX_FLUSH_INTERVAL_SECONDS = 86_400;
/** Ten years. */
const MAX_TTL_SECONDS = 315_360_000;
const MAX_RETENTION_HOURS = 87_600;

/**
 * Read WITH (…) for a table of `kind`. Unknown, repeated and foreign keys and values out of bounds
 * are SqlError SQL_INVALID_OPTION at the option; a STREAM table without TTL_SECONDS is
 * SQL_INVALID_TABLE at `at`.
 */
export function readTableOptions(
  kind: Kind,
  written: readonly TableOption[],
  at: number,
): TableOptions {
  const options = new Map<string, TableOption>();
  for (const option of written) {
    checkOption(kind, option, options);
    options.set(option.name.text, option);
  }
  if (kind === 'stream' && !options.has('ttl_seconds')) {
    throw new SqlError('SQL_INVALID_TABLE', 'a STREAM table needs TTL_SECONDS', {
      position: at,
      hint: 'For example: WITH (TTL_SECONDS = 60).',
    });
  }
  return {
    storageId: kind === 'stream' ? undefined : storageId(options.get('storage_id')),
    useUserStorage: flag(options.get('use_user_storage')),
    flushPolicy: flushPolicy(options.get('flush_policy')),
    deletedRetentionHours: count(options.get('deleted_retention_hours'), 0, MAX_RETENTION_HOURS),
    ttlSeconds: count(options.get('ttl_seconds'), 1, MAX_TTL_SECONDS),
    accessLevel: kind === 'shared' ? accessLevel(options.get('access_level')) : undefined,
  };
}

/** The field of each option that can be changed after the table is made. */
const fields: ReadonlyMap<string, keyof TableOptions> = new Map([
  ['storage_id', 'storageId'],
  ['use_user_storage', 'useUserStorage'],
  ['flush_policy', 'flushPolicy'],
  ['deleted_retention_hours', 'deletedRetentionHours'],
  ['ttl_seconds', 'ttlSeconds'],
  ['access_level', 'accessLevel'],
]);

/**
 * The options of a table of `kind` with those that are `written` changed. SQL_INVALID_OPTION as
 * `readTableOptions`, and for TYPE.
 */
export function changeTableOptions(
  kind: Kind,
  current: TableOptions,
  written: readonly TableOption[],
  at: number,
): TableOptions {
  const type = written.find(({ name }) => name.text === 'type');
  if (type !== undefined) throw invalid(type, 'cannot be changed: create another table');
  const name = { text: 'ttl_seconds', at };
  const isKept = kind === 'stream' && !written.some((option) => option.name.text === name.text);
  const kept: readonly TableOption[] = isKept ? [{ name, value: current.ttlSeconds ?? 0, at }] : [];
  const read = readTableOptions(kind, [...written, ...kept], at);
  const changed = written.map((option) => fields.get(option.name.text));
  const entries = changed.map((field) => [field, field && read[field]]);
  return { ...current, ...Object.fromEntries(entries) };
}

/** The kind that `TYPE = '…'` names, or `undefined` when it is not written. */
export function readTypeOption(written: readonly TableOption[]): Kind | undefined {
  const option = written.find(({ name }) => name.text === 'type');
  if (option === undefined) return undefined;
  const kind = String(option.value).toLowerCase();
  if (kind === 'user' || kind === 'shared' || kind === 'stream') return kind;
  throw invalid(option, "must be 'USER', 'SHARED' or 'STREAM'");
}

function checkOption(kind: Kind, option: TableOption, seen: ReadonlyMap<string, unknown>): void {
  const key = option.name.text;
  if (!validOptions[kind].includes(key)) {
    throw new SqlError(
      'SQL_INVALID_OPTION',
      `unknown option ${key.toUpperCase()} for a ${kind.toUpperCase()} table`,
      {
        position: option.at,
        hint: `Valid options: ${validOptions[kind].map((name) => name.toUpperCase()).join(', ')}.`,
      },
    );
  }
  if (seen.has(key)) throw invalid(option, 'is given twice');
}

function storageId(option: TableOption | undefined): string {
  if (option === undefined || option.value === LOCAL_STORAGE) return LOCAL_STORAGE;
  throw invalid(option, `names a storage that does not exist; there is '${LOCAL_STORAGE}'`);
}

function flag(option: TableOption | undefined): boolean {
  if (option === undefined) return false;
  const value = String(option.value).toLowerCase();
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalid(option, 'must be TRUE or FALSE');
}

function accessLevel(option: TableOption | undefined): AccessLevel {
  if (option === undefined) return 'private';
  const level = accessLevels.find((known) => known === String(option.value).toLowerCase());
  if (level !== undefined) return level;
  throw invalid(option, "must be 'PUBLIC', 'PRIVATE', 'RESTRICTED' or 'DBA'");
}

function count(option: TableOption | undefined, least: number, most: number): number | undefined {
  if (option === undefined) return undefined;
  const value = typeof option.value === 'string' ? wholeNumber(option.value) : option.value;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
    return value;
  }
  throw invalid(option, `must be a whole number from ${least} to ${most}`);
}

/** `rows:N`, `interval:S` or both with a comma between. */
function flushPolicy(option: TableOption | undefined): FlushPolicy | undefined {
  if (option === undefined) return undefined;
  const parts = new Map<string, number>();
  for (const part of String(option.value).split(',')) {
    const [key = '', digits = '', ...rest] = part.trim().toLowerCase().split(':');
    const value = wholeNumber(digits.trim());
    if (rest.length > 0 || value === undefined || parts.has(key)) throw malformedPolicy(option);
    parts.set(key, value);
  }
  const rows = parts.get('rows');
  const intervalSeconds = parts.get('interval');
  if (parts.size !== Number(rows !== undefined) + Number(intervalSeconds !== undefined)) {
    throw malformedPolicy(option);
  }
  checkBound(option, 'rows', rows, MAX_FLUSH_ROWS);
  checkBound(option, 'interval', intervalSeconds, MAX_FLUSH_INTERVAL_SECONDS);
  return { rows, intervalSeconds };
}

function checkBound(
  option: TableOption,
  part: string,
  value: number | undefined,
  limit: number,
): void {
  if (value === undefined || (value > 0 && value < limit)) return;
  throw invalid(option, `has ${part} ${value}; it must be over 0 and under ${limit}`);
}

function wholeNumber(digits: string): number | undefined {
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}

function malformedPolicy(option: TableOption): SqlError {
  return invalid(option, "must be 'rows:N', 'interval:SECONDS' or 'rows:N,interval:SECONDS'");
}

function invalid(option: TableOption, reason: string): SqlError {
  const written = `${option.name.text.toUpperCase()} = ${String(option.value)}`;
  return new SqlError('SQL_INVALID_OPTION', `option ${written} ${reason}`, { position: option.at });
}
