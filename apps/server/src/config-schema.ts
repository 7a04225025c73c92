import { z } from 'zod';

const KIB = 1024;
const MIB = 1024 * KIB;

const count = (fallback: number, least = 1) => z.int().min(least).default(fallback);
/** A section that may be left out, as each of its settings may. */
const section = <Shape extends z.ZodRawShape>(shape: Shape) => {
  const object = z.strictObject(shape);
  return z.preprocess((value) => value ?? {}, object);
};

/** Every setting, by section and name as in the file. kalamdb.example.toml explains each. */
export const configSchema = z.strictObject({
  server: section({
    host: z.string().min(1, 'must not be empty').default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(8080),
    public_url: z
      .string()
      .refine(isPublicUrl, 'must be empty or an address such as "https://db.example.org"')
      .default(''),
    shutdown_seconds: z.number().min(0).max(3600).default(10),
  }),
  storage: section({
    data_dir: z.string().min(1, 'must not be empty').default('./data'),
    hot_path: z.string().default(''),
    durability: z.enum(['strict', 'relaxed']).default('strict'),
  }),
  sql: section({
    require_primary_key: z.boolean().default(true),
  }),
  limits: section({
    max_sql_bytes: count(MIB),
    max_body_bytes: count(10 * MIB),
    max_parameters: count(1000, 0),
    max_parameter_bytes: count(512 * KIB),
    max_result_rows: count(100_000),
    max_result_bytes: count(64 * MIB),
    query_timeout_seconds: z.number().min(0.001).max(86_400).default(300),
    max_query_memory_bytes: count(256 * MIB),
    max_pending_writes: count(10_000),
    max_column_cache_bytes: count(256 * MIB, 0),
    max_row_bytes: count(4 * MIB),
  }),
  transactions: section({
    idle_timeout_seconds: z.number().min(0.001).max(86_400).default(60),
    timeout_seconds: z.number().min(0.001).max(86_400).default(300),
    max_buffer_bytes: count(100 * MIB),
    max_per_user: count(100),
  }),
  auth: section({
    jwt_secret: z
      .string()
      .refine((secret) => secret === '' || Buffer.byteLength(secret) >= 32, {
        message: 'must be empty or at least 32 bytes long',
      })
      .default(''),
    root_password: z
      .string()
      .refine((password) => password === '' || (password.length >= 8 && password.length <= 256), {
        message: 'must be empty or have 8 to 256 characters',
      })
      .default(''),
    access_ttl_seconds: count(86_400),
    refresh_ttl_seconds: count(604_800),
    sign_ins_per_minute: count(60),
  }),
  websocket: section({
    auth_timeout_seconds: z.number().min(0.1).max(3600).default(3),
    heartbeat_seconds: z.number().min(0.1).max(3600).default(30),
    max_message_bytes: count(MIB),
    max_subscriptions_per_connection: count(100),
    max_connections_per_user: count(1000),
    max_subscriptions_per_user: count(10_000),
    messages_per_second: count(50),
  }),
  cors: section({
    allowed_origins: z.array(z.string()).default([]),
  }),
  logging: section({
    level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    file: z.string().default(''),
    format: z.enum(['auto', 'json', 'pretty']).default('auto'),
  }),
  cluster: section({
    node_id: z.int().min(0).max(1023).default(0),
  }),
});

/** Checked settings; names are those of the file. Sizes in bytes, times in seconds. */
export type Config = z.infer<typeof configSchema>;

/** The settings when nothing is configured. */
export const defaultConfig: Config = configSchema.parse({});

function isPublicUrl(text: string): boolean {
  return text === '' || /^https?:\/\/[^/?#]+$/.test(text);
}
