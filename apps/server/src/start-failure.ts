import { StoreError } from '@kalamdb/store';
import type { Config } from './config-schema.ts';
import { exitCodes, StartError } from './start-error.ts';
import { isSystemError, type SystemError } from './system-error.ts';

/** Why the server did not start, for a person. */
export interface StartFailure {
  readonly message: string;
  readonly exitCode: number;
}

/** Explain what `startServer` or `loadConfig` threw; `undefined` for bugs. */
export function explainStartFailure(
  error: unknown,
  server: Config['server'] | undefined,
): StartFailure | undefined {
  if (error instanceof StartError) return error;
  if (error instanceof StoreError) {
    return { message: `${error.message} [${error.code}]`, exitCode: exitCodes.storage };
  }
  if (!isSystemError(error)) return undefined;
  if (error.syscall === 'listen' || error.syscall === 'getaddrinfo') {
    return { message: explainListening(error, server), exitCode: exitCodes.listening };
  }
  return { message: error.message, exitCode: exitCodes.storage };
}

function explainListening(error: SystemError, server: Config['server'] | undefined): string {
  const place = `${server?.host}:${server?.port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return (
        `port ${server?.port} of ${server?.host} is taken by another program; ` +
        'choose another one with KALAMDB_PORT (0: any free port) or server.port'
      );
    case 'EACCES':
      return `this user may not listen on ${place}; choose a port above 1023 with KALAMDB_PORT`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${server?.host} is no address of this machine; see KALAMDB_HOST or server.host`;
    default:
      return `cannot listen on ${place}: ${error.message}`;
  }
}
