import type { Gates } from '@hq-field/gates';
import { startTracing } from '@hq-field/traces';
import pino, { type DestinationStream } from 'pino';
import { type Config, type ConsoleConfig, readConfig } from '../config.ts';
import { type ConsoleSettings, freshSecret } from '../console/console-settings.ts';
import { createContext } from '../context.ts';
import { developmentKeys, developmentUrl } from '../development.ts';
import { createLog } from '../host/log.ts';
import { readPublicKeys } from '../host/public-keys.ts';
import { startServer } from '../host/server.ts';
import { migrate } from '../hq-db/migrate.ts';
import { createFieldClient, type FieldClient } from '../provisioning/field-client.ts';
import { startDeliveryLoop } from '../provisioning/delivery-loop.ts';
import { loadGates } from './load-gates.ts';
import { withHint } from './start-errors.ts';

/** Time for requests in flight after SIGTERM, in milliseconds. */
const stopTimeoutMs = 7000;
/** Time for what is left of traces, after that. */
const lastTracesMs = 1000;

/** `hq serve`: applies migrations, listens, and stops in good order on SIGTERM or SIGINT. */
export async function serve(options: { json?: boolean }): Promise<void> {
  const config = readConfig();
  const publicKeys = await readPublicKeys(config.publicKeysFile ?? (await developmentKeys()).publicKeysFile);
  const databaseUrl = config.databaseUrl ?? (await withHint(developmentUrl(), config));
  const field = await fieldOf(config);
  const applied = await withHint(migrate(databaseUrl), config);
  const gates = config.console === null || config.gatesUrl === undefined ? null : await loadGates(config.gatesUrl);
  const settings = { ...config, databaseUrl, publicKeys, console: consoleOf(config.console, gates) };
  const context = createContext(settings, { log: createLog(config.logLevel, logDestination()) });
  if (applied.length > 0) context.log.info({ applied }, 'migrations were applied');
  const tracing = await startTracing({
    endpoint: config.tracesEndpoint,
    serviceName: 'hq-ingest',
    onLost: (reason) => (reason === null ? context.log.info('traces arrive again') : context.log.warn({ reason }, 'traces are lost')),
  });
  const server = await withHint(startServer(context, config), config);
  const delivery = startDeliveryLoop({ sql: context.database.read, field, metrics: context.metrics, log: context.log });
  const url = `http://${config.host}:${server.port}`;
  // Heard from before anybody is told that it listens.
  const stopping = stopSignal();
  console.log(options.json ? JSON.stringify({ url, pid: process.pid }) : `HQ listens on ${url}`);
  if (!options.json)
    console.log(config.console === null ? 'The console is off; HQ_CONSOLE=on serves it.' : `The console is at ${url}/console`);
  const signal = await stopping;
  context.log.info({ signal }, 'HQ stops: requests in flight are finished');
  await server.stop(stopTimeoutMs, delivery.stop());
  await tracing.stop(lastTracesMs);
  await gates?.close();
}

/** Standard error; a log that cannot be written is no reason for a server to end. */
function logDestination(): DestinationStream {
  const destination = pino.destination(2);
  destination.on('error', () => {
    // At the end of the process it would try for ever to write what is left.
    destination.flushSync = () => {};
  });
  return destination;
}

function consoleOf(settings: ConsoleConfig | null, gates: Gates | null): ConsoleSettings | null {
  if (settings === null) return null;
  const { operators, sessionSecret = freshSecret(), fieldPagesUrl = null } = settings;
  return { operators, sessionSecret, fieldPagesUrl, gates };
}

async function fieldOf({ fieldUrl, signingKeyFile }: Config): Promise<FieldClient | null> {
  if (fieldUrl === undefined) return null;
  return createFieldClient({ url: fieldUrl, signingKeyFile: signingKeyFile ?? (await developmentKeys()).signingKeyFile });
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
}
