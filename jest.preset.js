/** Jest in ESM mode. The `source` condition runs tests against our sources, with no build. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{src,test}/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // A test that hangs is ended; no other test is judged by its time on a busy machine.
  testTimeout: 120_000,
  // Adding 'import' here would break CommonJS dependencies.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
};
