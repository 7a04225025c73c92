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

/** Where the log goes first; `process.stdout` is one. */
export interface LogOutput {
  readonly fd: number;
  /** A person reads along. */
  readonly isTTY?: boolean;
}

/**
 * The server's log: JSON lines or readable text on `output`, and JSON lines in a file if one is
 * configured (its folder is made). Written synchronously, so that a crash loses no line.
 */
export function createLog(settings: Config['logging'], { fd, isTTY }: LogOutput): Logger {
  const isPretty = settings.format === 'pretty' || (settings.format === 'auto' && isTTY === true);
  const level = settings.level === 'silent' ? 'fatal' : settings.level;
  const streams: StreamEntry[] = [{ level, stream: isPretty ? readable(fd) : lines(fd) }];
  if (settings.file !== '') {
    mkdirSync(dirname(settings.file), { recursive: true });
    streams.push({ level, stream: lines(settings.file) });
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

function lines(dest: number | string) {
  return pino.destination({ dest, append: true, sync: true });
}

function readable(fd: number) {
  return prettyStream({ sync: true, translateTime: 'SYS:HH:MM:ss.l', destination: fd });
}
