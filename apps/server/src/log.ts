import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Logger, pino, type StreamEntry } from 'pino';
import { build as prettyStream } from 'pino-pretty';
import type { Config } from './config-schema.ts';

/** Members of logged objects that are replaced, at the top and one level below. */
const secretNames = [
  'password',
  'root_password',
  'token',
  'access_token',
  'refresh_token',
  'authorization',
  'cookie',
  'jwt_secret',
];

/**
 * The server's log: JSON lines or readable text on stdout, and JSON lines in a file if one is
 * configured (its folder is made). Written synchronously, so that a crash loses no line.
 */
export function createLog(settings: Config['logging'], isTerminal: boolean): Logger {
  const isPretty = settings.format === 'pretty' || (settings.format === 'auto' && isTerminal);
  const level = settings.level === 'silent' ? 'fatal' : settings.level;
  const streams: StreamEntry[] = [{ level, stream: isPretty ? readable() : pino.destination(1) }];
  if (settings.file !== '') {
    mkdirSync(dirname(settings.file), { recursive: true });
    streams.push({ level, stream: pino.destination({ dest: settings.file, append: true }) });
  }
  return pino(
    {
      level: settings.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretNames.flatMap((name) => [name, `*.${name}`]),
        censor: '(not shown)',
      },
    },
    pino.multistream(streams),
  );
}

function readable() {
  return prettyStream({ sync: true, translateTime: 'SYS:HH:MM:ss.l', destination: 1 });
}
