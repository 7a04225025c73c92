import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Config, configSchema } from './config-schema.ts';
import { type GivenValue, readEnvironmentValues, readFileValues, show } from './config-sources.ts';
import { secretPaths } from './setting-names.ts';
import { exitCodes, StartError } from './start-error.ts';
import { isSystemError } from './system-error.ts';

/** Settings that cannot be used: all that is wrong with them, one line each. */
export class ConfigError extends StartError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const lines = problems.map((problem) => `\n  ${problem}`).join('');
    super(`the configuration is refused:${lines}`, exitCodes.configuration);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Looked for in the working directory when KALAMDB_CONFIG is not set. */
const fileNames = ['kalamdb.toml', 'server.toml'];

/**
 * The settings from the TOML file (KALAMDB_CONFIG, else ./kalamdb.toml or ./server.toml if there),
 * overridden by environment variables, completed by defaults. Throws ConfigError.
 */
export function loadConfig(
  environment: Readonly<Record<string, string | undefined>>,
  directory: string,
): Config {
  const file = readConfigFile(environment.KALAMDB_CONFIG, directory);
  const fromEnvironment = readEnvironmentValues(environment);
  const given = new Map([...file.values, ...fromEnvironment.values]);
  const result = configSchema.safeParse(nested(given));
  const problems = [...file.problems, ...fromEnvironment.problems];
  for (const issue of result.error?.issues ?? []) problems.push(describe(issue, given));
  if (problems.length > 0 || !result.success) throw new ConfigError(problems);
  return result.data;
}

function readConfigFile(chosen: string | undefined, directory: string) {
  const candidates = chosen === undefined ? fileNames : [chosen];
  const paths = candidates.map((name) => resolve(directory, name));
  const path = chosen === undefined ? paths.find((it) => existsSync(it)) : paths[0];
  if (path === undefined) return { values: new Map<string, GivenValue>(), problems: [] };
  try {
    return readFileValues(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new ConfigError([
      `${path}: cannot be read: ${error.message}${chosen ? ' (named by KALAMDB_CONFIG)' : ''}`,
    ]);
  }
}

function nested(given: ReadonlyMap<string, GivenValue>): Record<string, Record<string, unknown>> {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [path, { value }] of given) {
    const [section = '', key = ''] = path.split('.');
    sections[section] ??= {};
    sections[section][key] = value;
  }
  return sections;
}

function describe(
  issue: { readonly path: readonly PropertyKey[]; readonly message: string },
  given: ReadonlyMap<string, GivenValue>,
): string {
  const path = issue.path.slice(0, 2).join('.');
  const { value, origin } = given.get(path) ?? { value: undefined, origin: 'the defaults' };
  const shown = secretPaths.has(path) ? '(not shown)' : show(value);
  return `${path} = ${shown}: ${reason(issue.message)} (from ${origin})`;
}

/** The schema's message as a clause. */
function reason(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
