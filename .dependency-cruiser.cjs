// Which file may import what. docs/architecture.md explains the reasons.
const { readdirSync } = require('node:fs');

/** Test code, and code that exists for tests. */
const tests = '\\.test\\.ts$|/(test|bench|src/testing)/';

/** Package → packages it may import. apps/server may import them all. */
const internal = {
  sql: [],
  store: [],
  auth: [],
  core: ['sql', 'store'],
  live: ['core', 'sql'],
  api: ['auth', 'core', 'live', 'sql'],
};

/** Package → external dependency → the only place in it that may import it. */
const external = {
  'packages/sql': { chevrotain: 'src/parse/', 'apache-arrow': 'src/columnar/arrow\\.ts$' },
  'packages/store': { 'classic-level': 'src/level/', '@dsnp/parquetjs': 'src/parquet/' },
  'packages/auth': { jsonwebtoken: 'src/token\\.ts$', '@node-rs/argon2': 'src/password\\.ts$' },
  'packages/core': {},
  'packages/live': {},
  'packages/api': {
    cors: 'src/http/',
    express: 'src/http/',
    'express-rate-limit': 'src/http/',
    helmet: 'src/http/',
    ws: 'src/ws/',
    zod: 'src/(protocol|http)/',
  },
  'apps/server': { pino: 'src/', 'pino-pretty': 'src/', 'smol-toml': 'src/', zod: 'src/' },
};

/** Package → Node modules it may import. Packages not named here may import any. */
const builtin = {
  sql: ['assert/strict', 'buffer', 'crypto'],
  core: ['assert/strict', 'crypto'],
  live: ['assert/strict'],
};

/** Package → Node modules it must not know. */
const hidden = {
  auth: 'https?|http2|net',
  api: 'fs(/promises)?',
};

/** Folder → its folders, each of which may import only those before it. */
const layers = {
  'packages/sql/src/bind': ['functions', 'expression', 'from', 'query', 'write', 'define'],
  'packages/core/src/session': ['find', 'prepare', 'run', 'alter', 'handlers', 'script'],
  'packages/core/src/write': ['commit', 'ids', 'statements'],
};

/** The files behind each package's `exports`: all that other packages may see of it. */
const entries = readdirSync('packages').flatMap((name) =>
  Object.values(require(`./packages/${name}/package.json`).exports).map(
    ({ source }) => `^packages/${name}/${source.slice(2)}$`,
  ),
);

const forTests = [
  '^packages/[^/]+/src/testing/index\\.ts$',
  '^packages/store/src/level/index\\.ts$',
];
const npm = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'unknown'];
const ours = '^(packages/|apps/|@kalamdb/)';
/** A module by its bare name too: undeclared, it resolves to nothing. */
const named = (name) => `(^|node_modules/)(@types/)?${name}(/|$)`;
const error = (name, from, to) => ({ name, severity: 'error', from, to });

const internalRules = Object.entries(internal).map(([name, allowed]) =>
  error(
    `${name}-imports-${allowed.join('-') || 'no-package'}`,
    { path: `^packages/${name}/` },
    {
      path: ['^(packages|apps)/', '^@kalamdb/'],
      pathNot: [`^packages/(${[name, ...allowed].join('|')})/`, ...forTests],
    },
  ),
);

const externalRules = Object.entries(external).flatMap(([folder, places]) => [
  error(
    `${folder}-external`,
    { path: `^${folder}/src/`, pathNot: tests },
    { dependencyTypes: npm, path: '^[^.]', pathNot: [ours, ...Object.keys(places).map(named)] },
  ),
  ...Object.entries(places).map(([name, place]) =>
    error(
      `${folder}-${name}-only-in-its-place`,
      { path: `^${folder}/`, pathNot: [`^${folder}/${place}`, tests] },
      { path: named(name) },
    ),
  ),
]);

const builtinRules = [
  ...Object.entries(builtin).map(([name, allowed]) =>
    error(
      `${name}-node-modules`,
      { path: `^packages/${name}/src/`, pathNot: tests },
      { dependencyTypes: ['core'], pathNot: `^(node:)?(${allowed.join('|')})$` },
    ),
  ),
  ...Object.entries(hidden).map(([name, modules]) =>
    error(
      `${name}-node-modules`,
      { path: `^packages/${name}/src/`, pathNot: tests },
      { dependencyTypes: ['core'], path: `^(node:)?(${modules})$` },
    ),
  ),
];

const layerRules = Object.entries(layers).flatMap(([folder, names]) =>
  names
    .slice(0, -1)
    .map((name, index) =>
      error(
        `${folder}-${name}-imports-no-later-folder`,
        { path: `^${folder}/${name}/`, pathNot: tests },
        { path: `^${folder}/(${names.slice(index + 1).join('|')})/` },
      ),
    ),
);

module.exports = {
  forbidden: [
    error('no-cycle', {}, { circular: true }),
    error('resolves', {}, { couldNotResolve: true }),
    error(
      'no-deep-import',
      { path: '^(packages|apps)/([^/]+)/' },
      { path: '^(packages|apps)/', pathNot: ['^$1/$2/', ...entries] },
    ),
    error(
      'no-deep-import-outside',
      { path: '^(bench|conformance|slt|examples)/' },
      { path: '^packages/', pathNot: entries },
    ),
    error('apps-are-not-imported', { pathNot: '^apps/' }, { path: '^apps/' }),
    error(
      'packages-by-name-only',
      { path: '^(packages|apps)/([^/]+)/' },
      { path: '^(packages|apps)/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    ),
    error(
      'no-own-index',
      { path: '^(packages|apps)/([^/]+)/src/' },
      { path: ['^$1/$2/src/index\\.ts$', '^$1/$2/src/.+/index\\.ts$'] },
    ),
    error(
      'no-testing-in-production',
      { path: '^(packages|apps)/[^/]+/src/', pathNot: tests },
      { path: '^packages/[^/]+/src/testing/' },
    ),
    error(
      'store-adapters-only-in-server',
      { path: '^packages/', pathNot: ['^packages/store/', tests] },
      { path: ['^packages/store/src/(level|parquet)/', '^@kalamdb/store/(level|parquet)'] },
    ),
    ...internalRules,
    ...externalRules,
    ...builtinRules,
    ...layerRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/\\.pnpm/node_modules)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts'],
    },
  },
};
