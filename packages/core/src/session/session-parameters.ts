import { SqlError, type Statement } from '@kalamdb/sql';
import { CoreError } from '../error.ts';
import { noSuchNamespace } from './no-such-namespace.ts';
import type { Session } from './session.ts';

type Settings = Pick<Session, 'namespace' | 'settings' | 'timeoutMs'>;

/** A parameter as SET or a function names it. */
interface ParameterName {
  readonly text: string;
  readonly at?: number;
}

/** A value as SET has it. */
type Written = string | number | boolean;

/** A parameter that clients of PostgreSQL send or ask for. */
interface SessionParameter {
  readonly description: string;
  /** For whoever gave another value. */
  expected(session: Session): string;
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
      expected: () => 'It takes one value.',
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
      expected: () => 'It takes one namespace.',
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
      expected: ({ engine }) =>
        `It takes milliseconds or a text such as '5s', at most ${durationText(engine.options.limits.queryTimeoutMs)} here.`,
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
    expected: () => `It is ${value}.`,
    show: () => value,
    set: (_, values) => (known.has(values.map(writtenText).join(', ')) ? {} : undefined),
    reset: () => ({}),
  };
}

/** `class.name`: of a client's own, once it has a value; without a meaning to the database. */
function custom(name: ParameterName): SessionParameter {
  const set = ({ settings }: Session, value: string) => ({
    settings: new Map(settings).set(name.text, value),
  });
  return {
    description: '',
    expected: () => 'It takes one value.',
    show({ settings }) {
      const value = settings.get(name.text);
      if (value === undefined) throw unknownParameter(name);
      return value;
    },
    set: (session, values) => (values.length > 1 ? undefined : set(session, String(values[0]))),
    reset: (session) => set(session, ''),
  };
}

const customName = /^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*)+$/;

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
    case 'set-parameter':
      return settingsWith(session, statement.name, statement.values);
    case 'reset-parameters':
      return settingsByDefault(session);
    default:
      return undefined;
  }
}

/** What values of a parameter change, none: its default. Throws as `sessionAfter`. */
export function settingsWith(
  session: Session,
  name: ParameterName,
  values: readonly Written[],
): Partial<Settings> {
  const parameter = findParameter(name);
  if (values.length === 0) return parameter.reset(session);
  const changed = parameter.set(session, values);
  if (changed === undefined) throw invalidValue(name, values, parameter.expected(session));
  return changed;
}

function settingsByDefault(session: Session): Partial<Settings> {
  const known = [...parameters.values()].map((one) => one.reset(session));
  const customs = [...session.settings.keys()].filter((name) => !parameters.has(name));
  return Object.assign({}, ...known, { settings: new Map(customs.map((name) => [name, ''])) });
}

/** Change the session. Throws CORE_NAMESPACE_NOT_FOUND at `name`, which said so. */
export function applySettings(
  session: Session,
  changed: Partial<Settings> | undefined,
  name?: ParameterName,
): void {
  const { namespace } = changed ?? {};
  if (namespace !== undefined && !session.engine.catalog.hasNamespace(namespace)) {
    throw noSuchNamespace({ text: namespace, at: name?.at });
  }
  Object.assign(session, changed);
}

/** The value of a parameter as text. Throws CORE_PARAMETER_NOT_FOUND. */
export function parameterText(session: Session, name: ParameterName): string {
  return findParameter(name).show(session);
}

/** Whether a parameter is known, or has been given a value. */
export function hasParameter({ settings }: Session, name: string): boolean {
  return parameters.has(name) || settings.has(name);
}

/** Name, value and description of all parameters, by name. */
export function allParameters(session: Session): readonly (readonly string[])[] {
  return [...parameters].map(([name, { show, description }]) => [name, show(session), description]);
}

function findParameter(name: ParameterName): SessionParameter {
  const parameter = parameters.get(name.text);
  if (parameter !== undefined) return parameter;
  if (customName.test(name.text)) return custom(name);
  throw unknownParameter(name);
}

function unknownParameter({ text, at }: ParameterName): CoreError {
  const message = `unrecognized configuration parameter "${text}"`;
  return new CoreError('CORE_PARAMETER_NOT_FOUND', message, {
    position: at,
    hint: 'SHOW ALL lists those that there are; one of your own has a point in its name.',
  });
}

function invalidValue({ text, at }: ParameterName, values: readonly Written[], hint: string) {
  const message = `invalid value for parameter "${text}": "${values.join(', ')}"`;
  return new SqlError('SQL_INVALID_OPTION', message, { position: at, hint });
}
