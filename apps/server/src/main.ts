import type { Logger } from 'pino';
import { loadConfig } from './config.ts';
import type { Config } from './config-schema.ts';
import { createLog } from './log.ts';
import { explainStartFailure } from './start-failure.ts';
import { welcomeText } from './welcome.ts';
import { type RunningServer, startServer } from './wire.ts';

await main();

async function main(): Promise<void> {
  let config: Config | undefined;
  try {
    config = loadConfig(process.env, process.cwd());
    const logger = createLog(config.logging, process.stdout);
    exitOnBugs(logger);
    const starting = startServer(config, logger);
    stopOnSignals(starting, logger);
    announce(await starting, config, logger);
  } catch (error) {
    const failure = explainStartFailure(error, config?.server);
    if (failure === undefined) throw error;
    process.stderr.write(`kalamdb cannot start: ${failure.message}\n`);
    process.exit(failure.exitCode);
  }
}

function announce({ address, firstStart }: RunningServer, config: Config, logger: Logger): void {
  const { host, public_url: publicUrl } = config.server;
  if (!address.isLocal && !address.isSecure) {
    logger.warn(
      { host },
      'reachable from other machines without TLS: passwords and rows travel in clear text; ' +
        'put a proxy with TLS in front and set server.public_url',
    );
  }
  if (config.storage.durability === 'relaxed') {
    logger.warn(
      {},
      'storage.durability is relaxed: a crash of the machine may lose the last writes',
    );
  }
  const data = { data_dir: config.storage.data_dir, ...(publicUrl && { public_url: publicUrl }) };
  logger.info(data, `listening on ${address.url}`);
  if (firstStart !== undefined) process.stderr.write(welcomeText(firstStart));
}

/** The first signal drains and exits with 0; a second one does not wait. */
function stopOnSignals(starting: Promise<RunningServer>, logger: Logger): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) process.exit(130);
    stopping = true;
    logger.info({ signal }, 'stopping; a second signal stops at once');
    const server = await starting.catch(() => undefined);
    // A start that failed ends the process by itself, with a code of its own.
    if (server === undefined) return;
    await server.close();
    logger.info({}, 'stopped');
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** State after an unforeseen failure cannot be trusted; what was acknowledged is on disk. */
function exitOnBugs(logger: Logger): void {
  const exit = (error: unknown) => {
    logger.fatal({ err: error }, 'the server failed and ends');
    process.exit(1);
  };
  process.on('uncaughtException', exit);
  process.on('unhandledRejection', exit);
}
