import { parse, TomlError } from 'smol-toml';
import { didYouMean } from './did-you-mean.ts';
import { type Setting, settings } from './setting-names.ts';

/** A value as somebody gave it, and who. */
export interface GivenValue {
  readonly value: unknown;
  /** `file X` or `environment variable Y`. */
  readonly origin: string;
}

/** Values by `section.key`, and what was wrong with the rest. */
export interface GivenValues {
  readonly values: ReadonlyMap<string, GivenValue>;
  readonly problems: readonly string[];
}

const paths = new Set(settings.map(({ path }) => path));
const sections = new Set(settings.map(({ section }) => section));

/** The settings of a TOML file. Its values are not checked yet, only their names. */
export function readFileValues(text: string, path: string): GivenValues {
  const origin = `file ${path}`;
  const values = new Map<string, GivenValue>();
  const problems: string[] = [];
  for (const [section, content] of Object.entries(parseToml(text, origin, problems))) {
    if (!sections.has(section)) {
      const hint = didYouMean(section, sections);
      problems.push(`[${section}]: there is no such section${hint} (from ${origin})`);
    } else if (!isTable(content)) {
      problems.push(
        `${section} = ${show(content)}: must be a section, [${section}] (from ${origin})`,
      );
    } else {
      readSection(section, content, origin, { values, problems });
    }
  }
  return { values, problems };
}

interface Sink {
  readonly values: Map<string, GivenValue>;
  readonly problems: string[];
}

function readSection(
  section: string,
  content: Readonly<Record<string, unknown>>,
  origin: string,
  { values, problems }: Sink,
): void {
  for (const [key, value] of Object.entries(content)) {
    const path = `${section}.${key}`;
    if (paths.has(path)) values.set(path, { value, origin });
    else {
      const hint = didYouMean(path, paths);
      // A misspelled password is a password.
      const shown = section === 'auth' ? '(not shown)' : show(value);
      problems.push(`${path} = ${shown}: there is no such setting${hint} (from ${origin})`);
    }
  }
}

function parseToml(text: string, origin: string, problems: string[]): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n', 1)[0]?.replace('Invalid TOML document: ', '');
    problems.push(
      `not valid TOML, line ${error.line}, column ${error.column}: ${reason} (from ${origin})`,
    );
    return {};
  }
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Variables with our prefix that are no settings: the file's place, and what our clients read. */
const otherVariables = ['KALAMDB_CONFIG', 'KALAMDB_URL'];

type Environment = Readonly<Record<string, string | undefined>>;

/** The settings among the environment variables; every `KALAMDB_…` must be one. */
export function readEnvironmentValues(environment: Environment): GivenValues {
  const values = new Map<string, GivenValue>();
  const problems = unknownVariables(environment);
  for (const setting of settings) {
    const given = setting.variables.filter((name) => environment[name] !== undefined);
    const [name, other] = given;
    if (name === undefined) continue;
    if (other !== undefined && environment[other] !== environment[name]) {
      problems.push(`${setting.path}: set differently by ${name} and ${other}; keep one of them`);
    }
    const value = fromText(environment[name] ?? '', setting);
    values.set(setting.path, { value, origin: `environment variable ${name}` });
  }
  return { values, problems };
}

function unknownVariables(environment: Environment): string[] {
  const known = new Set([...otherVariables, ...settings.flatMap(({ variables }) => variables)]);
  return Object.keys(environment)
    .filter((name) => name.startsWith('KALAMDB_') && !known.has(name))
    .sort()
    .map((name) => `${name}: there is no such environment variable${didYouMean(name, known)}`);
}

/** Text as the type of the default; what does not fit stays text, for the schema to refuse. */
function fromText(text: string, { fallback }: Setting): unknown {
  const plain = text.trim();
  if (Array.isArray(fallback)) return plain === '' ? [] : plain.split(',').map((it) => it.trim());
  if (typeof fallback === 'number') return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text;
  if (typeof fallback === 'boolean') {
    return plain === 'true' ? true : plain === 'false' ? false : text;
  }
  return text;
}

/** A value for a message. */
export function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
