import { defaultConfig } from './config-schema.ts';

/** One setting: `section.key` of the file, and the environment variables that set it. */
export interface Setting {
  readonly path: string;
  readonly section: string;
  readonly key: string;
  readonly fallback: unknown;
  readonly variables: readonly string[];
}

/** Shorter names of environment variables, for what is set most often. */
const shortNames: Readonly<Record<string, string>> = {
  'server.host': 'KALAMDB_HOST',
  'server.port': 'KALAMDB_PORT',
  'storage.data_dir': 'KALAMDB_DATA_DIR',
  'storage.hot_path': 'KALAMDB_ROCKSDB_PATH',
  'auth.root_password': 'KALAMDB_ROOT_PASSWORD',
  'auth.jwt_secret': 'KALAMDB_JWT_SECRET',
  'logging.level': 'KALAMDB_LOG_LEVEL',
  'logging.file': 'KALAMDB_LOG_FILE_PATH',
};

/** Every setting, in the order of the sections. */
export const settings: readonly Setting[] = Object.entries(defaultConfig).flatMap(
  ([section, values]) =>
    Object.entries(values).map(([key, fallback]) => {
      const path = `${section}.${key}`;
      const full = `KALAMDB_${section}_${key}`.toUpperCase();
      const short = shortNames[path];
      return { path, section, key, fallback, variables: short ? [short, full] : [full] };
    }),
);

/** Settings whose value is never repeated in a message. */
export const secretPaths: ReadonlySet<string> = new Set(['auth.jwt_secret', 'auth.root_password']);
