import type { Config } from './config-schema.ts';

/** How the server is reached. */
export interface ServerAddress {
  /** From this machine, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** For clients of live queries, such as `ws://127.0.0.1:8080/v1/ws`. */
  readonly socketUrl: string;
  /** Only this machine can connect. */
  readonly isLocal: boolean;
  /** Clients come by https. */
  readonly isSecure: boolean;
}

/** The addresses of a server that listens on `port`, which is never 0 here. */
export function serverAddress(
  { host, public_url: publicUrl }: Pick<Config['server'], 'host' | 'public_url'>,
  port: number,
): ServerAddress {
  const url = `http://${reachable(host)}:${port}`;
  return {
    url,
    socketUrl: `${(publicUrl || url).replace(/^http/, 'ws')}/v1/ws`,
    isLocal: host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host),
    isSecure: publicUrl.startsWith('https:'),
  };
}

/** "Every interface" is no address to connect to. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
