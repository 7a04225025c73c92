import { defineConfig } from 'tsup';

/** The one way a package is bundled. Declarations come from `tsc -b`, not from tsup. */
export const bundle = (...entry: string[]) =>
  defineConfig({
    entry,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    clean: true,
    dts: false,
    sourcemap: true,
    silent: true,
    skipNodeModulesBundle: true,
  });
