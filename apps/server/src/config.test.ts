import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from './config.ts';
import { defaultConfig } from './config-schema.ts';
import { readFileValues } from './config-sources.ts';
import { settings } from './setting-names.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kalamdb-config-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const writeFile = (text: string, name = 'settings.toml') => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    loadConfig(environment, directory);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

const example = readFileSync(new URL('../kalamdb.example.toml', import.meta.url), 'utf8');

describe('the example file', () => {
  test('holds exactly the defaults', () => {
    const path = writeFile(example);
    expect(loadConfig({ KALAMDB_CONFIG: path }, directory)).toEqual(defaultConfig);
  });

  test('gives every setting, and names every short environment variable', () => {
    const { values, problems } = readFileValues(example, 'example');
    expect(problems).toEqual([]);
    expect([...values.keys()].sort()).toEqual(settings.map(({ path }) => path).sort());
    for (const { variables } of settings) {
      if (variables.length > 1) expect(example).toContain(`# ${variables[0]}\n`);
    }
  });
});

describe('sources', () => {
  test('without a file and variables the defaults hold', () => {
    expect(loadConfig({ PATH: '/bin' }, directory)).toEqual(defaultConfig);
  });

  test('the environment beats the file, the file beats the defaults', () => {
    const path = writeFile('[server]\nport = 1\nhost = "::1"');
    const config = loadConfig({ KALAMDB_CONFIG: path, KALAMDB_PORT: '2' }, directory);
    expect(config.server).toEqual({ ...defaultConfig.server, port: 2, host: '::1' });
  });

  test.each(['kalamdb.toml', 'server.toml'])('%s is found in the working directory', (name) => {
    const place = mkdtempSync(join(directory, 'found-'));
    writeFileSync(join(place, name), '[limits]\nmax_result_rows = 7');
    expect(loadConfig({}, place).limits.max_result_rows).toBe(7);
  });

  test('KALAMDB_CONFIG keeps other files from being looked at', () => {
    const place = mkdtempSync(join(directory, 'chosen-'));
    writeFileSync(join(place, 'kalamdb.toml'), 'not TOML');
    const path = writeFile('[server]\nport = 3');
    expect(loadConfig({ KALAMDB_CONFIG: path }, place).server.port).toBe(3);
  });
});

describe('the environment', () => {
  const samples: Record<string, [text: string, value: unknown]> = {
    'server.public_url': ['https://db.example.org', 'https://db.example.org'],
    'storage.durability': ['relaxed', 'relaxed'],
    'sql.require_primary_key': ['false', false],
    'auth.jwt_secret': ['x'.repeat(32), 'x'.repeat(32)],
    'auth.root_password': ['correct horse', 'correct horse'],
    'cors.allowed_origins': [
      'https://a.example, https://b.example',
      ['https://a.example', 'https://b.example'],
    ],
    'logging.level': ['warn', 'warn'],
    'logging.format': ['json', 'json'],
  };
  const names = settings.flatMap(({ path, fallback, variables }) =>
    variables.map((name) => ({ name, path, fallback })),
  );

  test.each(names)('$name sets $path', ({ name, path, fallback }) => {
    const [text, value] =
      samples[path] ?? (typeof fallback === 'number' ? ['17', 17] : ['abc', 'abc']);
    const [section, key] = path.split('.') as ['server', 'host'];
    expect(loadConfig({ [name]: text }, directory)[section][key]).toEqual(value);
  });

  test('the names of the first servers are known', () => {
    const environment = {
      KALAMDB_HOST: '0.0.0.0',
      KALAMDB_DATA_DIR: '/data',
      KALAMDB_ROCKSDB_PATH: '/fast/hot',
      KALAMDB_LOG_FILE_PATH: '/log/kalamdb.log',
      KALAMDB_LOG_LEVEL: 'debug',
    };
    const { server, storage, logging } = loadConfig(environment, directory);
    expect([server.host, storage.data_dir, storage.hot_path]).toEqual([
      '0.0.0.0',
      '/data',
      '/fast/hot',
    ]);
    expect([logging.file, logging.level]).toEqual(['/log/kalamdb.log', 'debug']);
  });

  test('what clients read is left alone', () => {
    expect(loadConfig({ KALAMDB_URL: 'http://127.0.0.1:1' }, directory)).toEqual(defaultConfig);
  });
});

describe('refusals', () => {
  const inFile = (text: string) => problemsOf({ KALAMDB_CONFIG: writeFile(text) });
  const path = () => join(directory, 'settings.toml');

  test.each([
    ['KALAMDB_PORT', '99999', 'server.port = 99999: too big: expected number to be <=65535'],
    [
      'KALAMDB_PORT',
      'eighty',
      'server.port = "eighty": invalid input: expected number, received string',
    ],
    ['KALAMDB_HOST', '', 'server.host = "": must not be empty'],
    [
      'KALAMDB_SQL_REQUIRE_PRIMARY_KEY',
      'yes',
      'sql.require_primary_key = "yes": invalid input: expected boolean, received string',
    ],
    [
      'KALAMDB_STORAGE_DURABILITY',
      'some',
      'storage.durability = "some": invalid option: expected one of "strict"|"relaxed"',
    ],
    [
      'KALAMDB_SERVER_PUBLIC_URL',
      'db.org/x',
      'server.public_url = "db.org/x": must be empty or an address such as "https://db.example.org"',
    ],
    [
      'KALAMDB_ROOT_PASSWORD',
      'short',
      'auth.root_password = (not shown): must be empty or have 8 to 256 characters',
    ],
    [
      'KALAMDB_JWT_SECRET',
      'short',
      'auth.jwt_secret = (not shown): must be empty or at least 32 bytes long',
    ],
  ])('%s=%s', (name, value, problem) => {
    expect(problemsOf({ [name]: value })).toEqual([
      `${problem} (from environment variable ${name})`,
    ]);
  });

  test('unknown variables, with the nearest known one', () => {
    expect(problemsOf({ KALAMDB_PROT: '1', KALAMDB_NOTHING_OF_THE_KIND: 'x' })).toEqual([
      'KALAMDB_NOTHING_OF_THE_KIND: there is no such environment variable',
      'KALAMDB_PROT: there is no such environment variable (did you mean KALAMDB_PORT?)',
    ]);
  });

  test('two names of one setting with different values', () => {
    expect(problemsOf({ KALAMDB_PORT: '1', KALAMDB_SERVER_PORT: '1' })).toEqual([]);
    expect(problemsOf({ KALAMDB_PORT: '1', KALAMDB_SERVER_PORT: '2' })).toEqual([
      'server.port: set differently by KALAMDB_PORT and KALAMDB_SERVER_PORT; keep one of them',
    ]);
  });

  test('unknown keys and sections of the file', () => {
    expect(
      inFile('top = 1\n[server]\nprot = 80\n[limit]\nx = 1\n[auth]\nroot_pasword = "secret!"'),
    ).toEqual([
      `[top]: there is no such section (from file ${path()})`,
      `server.prot = 80: there is no such setting (did you mean server.port?) (from file ${path()})`,
      `[limit]: there is no such section (did you mean limits?) (from file ${path()})`,
      `auth.root_pasword = (not shown): there is no such setting (did you mean auth.root_password?) (from file ${path()})`,
    ]);
  });

  test('text that is not TOML, with its place', () => {
    expect(inFile('[server]\nport = = 1')).toEqual([
      expect.stringMatching(
        /^not valid TOML, line 2, column \d+: .+ \(from file .+settings\.toml\)$/,
      ),
    ]);
  });

  test('a file that is not there', () => {
    expect(problemsOf({ KALAMDB_CONFIG: 'nowhere.toml' })).toEqual([
      expect.stringMatching(/nowhere\.toml: cannot be read: ENOENT.* \(named by KALAMDB_CONFIG\)$/),
    ]);
  });

  test('everything at once', () => {
    const file = writeFile(
      '[limits]\nmax_sql_bytes = 0\nmax_body_bytes = 1.5\n[cors]\nallowed_origins = [1]',
    );
    const environment = {
      KALAMDB_CONFIG: file,
      KALAMDB_PORT: '-1',
      KALAMDB_CLUSTER_NODE_ID: '1024',
    };
    expect(problemsOf(environment)).toHaveLength(5);
  });
});
