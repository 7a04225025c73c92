import { type Name, SqlError, type Statement } from '@kalamdb/sql';
import { CoreError } from '../error.ts';
import type { Session } from './session.ts';

type Settings = Pick<Session, 'namespace' | 'settings' | 'timeoutMs'>;

/** A value as SET has it. */
type Written = string | number | boolean;

/** A parameter that clients of PostgreSQL send or ask for. */
interface SessionParameter {
  readonly description: string;
  show(session: Session): string;
  /** The settings with these values, of which there is at least one; `undefined`: not possible. */
  set(session: Session, values: readonly Written[]): Partial<Settings> | undefined;
  /** The settings with the default. */
  reset(session: Session): Partial<Settings>;
}

export const noSettings: Session['settings'] = new Map();

const parameters: ReadonlyMap<string, SessionParameter> = new Map(
  Object.entries({
    application_name: {
      description: 'name of the client, for its own use',
      show: ({ settings }) => settings.get('application_name') ?? '',
      set: ({ settings }, [value]) => ({
        settings: new Map(settings).set('application_name', String(value)),
      }),
      reset: ({ settings }) => {
        const others = new Map(settings);
        others.delete('application_name');
        return { settings: others };
      },
    },
    bytea_output: fixed('how bytes become text', 'hex'),
    client_encoding: fixed('encoding of text', 'UTF8', ['utf-8', 'unicode']),
    datestyle: fixed('how dates become text', 'ISO, MDY', ['iso']),
    extra_float_digits: fixed('digits of doubles: all that it takes', '1', ['2', '3']),
    integer_datetimes: fixed('whether times are integers', 'on'),
    intervalstyle: fixed('how intervals become text', 'postgres'),
    max_identifier_length: fixed('longest name', '64'),
    search_path: {
      description: 'namespace of names without one',
      show: ({ namespace }) => namespace,
      set: (_, values) =>
        values.length > 1 ? undefined : { namespace: String(values[0]).toLowerCase() },
      reset: ({ homeNamespace }) => ({ namespace: homeNamespace }),
    },
    server_encoding: fixed('encoding of stored text', 'UTF8', ['utf-8', 'unicode']),
    server_version: fixed('version of the dialect', '15.0'),
    standard_conforming_strings: fixed('whether backslashes are plain in strings', 'on', ['true']),
    statement_timeout: {
      description: 'longest time of a statement',
      show: ({ timeoutMs }) => durationText(timeoutMs),
      set: (session, values) => {
        const given = values.length > 1 ? undefined : durationMs(values[0]);
        const most = session.engine.options.limits.queryTimeoutMs;
        if (given === undefined || given > most) return undefined;
        return { timeoutMs: given === 0 ? most : given };
      },
      reset: ({ engine }) => ({ timeoutMs: engine.options.limits.queryTimeoutMs }),
    },
    timezone: fixed('time zone of times without one', 'UTC', ['gmt', 'etc/utc', '0', '+00:00']),
  } satisfies Readonly<Record<string, SessionParameter>>),
);

/** One that has one value, with other spellings of it. */
function fixed(
  description: string,
  value: string,
  spellings: readonly string[] = [],
): SessionParameter {
  const known = new Set([value.toLowerCase(), ...spellings]);
  return {
    description,
    show: () => value,
    set: (_, values) => (known.has(values.map(writtenText).join(', ')) ? {} : undefined),
    reset: () => ({}),
  };
}

function writtenText(value: Written): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value).toLowerCase();
}

const unitsMs: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of `1500` or `'1.5 s'`. */
function durationMs(value: Written | undefined): number | undefined {
  const [, digits, unit = 'ms'] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)?\s*$/.exec(String(value)) ?? [];
  const factor = unitsMs[unit];
  return digits === undefined || factor === undefined
    ? undefined
    : Math.round(Number(digits) * factor);
}

/** In the largest unit that gives a whole number. */
function durationText(ms: number): string {
  const [unit, factor] = Object.entries(unitsMs)
    .reverse()
    .find(([, size]) => ms >= size && ms % size === 0) ?? ['ms', 1];
  return `${ms / factor}${unit}`;
}

/**
 * The session as it is after a statement; `session` itself after most. Throws
 * CORE_PARAMETER_NOT_FOUND and SQL_INVALID_OPTION.
 */
export function sessionAfter(session: Session, statement: Statement): Session {
  const changed = settingsAfter(session, statement);
  return changed === undefined ? session : { ...session, ...changed };
}

/** What a statement changes of the session's settings. Throws as `sessionAfter`. */
export function settingsAfter(
  session: Session,
  statement: Statement,
): Partial<Settings> | undefined {
  switch (statement.kind) {
    case 'use':
      return { namespace: statement.namespace.text };
    case 'set-parameter': {
      const { name, values } = statement;
      const parameter = findParameter(name);
      if (values.length === 0) return parameter.reset(session);
      const changed = parameter.set(session, values);
      if (changed === undefined) throw invalidValue(session, name, values);
      return changed;
    }
    case 'reset-parameters':
      return Object.assign({}, ...[...parameters.values()].map((one) => one.reset(session)));
    default:
      return undefined;
  }
}

/** The value of a parameter as text. Throws CORE_PARAMETER_NOT_FOUND. */
export function parameterText(session: Session, name: Name): string {
  return findParameter(name).show(session);
}

/** Name, value and description of all parameters, by name. */
export function allParameters(session: Session): readonly (readonly string[])[] {
  return [...parameters].map(([name, { show, description }]) => [name, show(session), description]);
}

function findParameter({ text, at }: Name): SessionParameter {
  const parameter = parameters.get(text);
  if (parameter !== undefined) return parameter;
  const message = `unrecognized configuration parameter "${text}"`;
  throw new CoreError('CORE_PARAMETER_NOT_FOUND', message, {
    position: at,
    hint: 'SHOW ALL lists those that there are.',
  });
}

function invalidValue(session: Session, name: Name, values: readonly Written[]): SqlError {
  const message = `invalid value for parameter "${name.text}": "${values.join(', ')}"`;
  const most = durationText(session.engine.options.limits.queryTimeoutMs);
  const hint =
    name.text === 'statement_timeout'
      ? `It takes milliseconds or a text such as '5s', at most ${most} here.`
      : `It is ${parameterText(session, name)}.`;
  return new SqlError('SQL_INVALID_OPTION', message, { position: name.at, hint });
}
