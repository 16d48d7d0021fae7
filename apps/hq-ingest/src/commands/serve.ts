import { developmentKeys } from '@hq-field/testkit/development-keys';
import { developmentPostgres } from '@hq-field/testkit/development-postgres';
import { type Config, readConfig } from '../config.ts';
import { createContext } from '../context.ts';
import { readPublicKeys } from '../host/public-keys.ts';
import { startServer } from '../host/server.ts';
import { migrate } from '../hq-db/migrate.ts';
import { createFieldClient, type FieldClient } from '../provisioning/field-client.ts';
import { startDeliveryLoop } from '../provisioning/delivery-loop.ts';
import { withHint } from './start-errors.ts';

/** Time for requests in flight after SIGTERM, in milliseconds. */
const stopTimeoutMs = 7000;

/** `hq serve`: applies migrations, listens, and stops in good order on SIGTERM or SIGINT. */
export async function serve(options: { json?: boolean }): Promise<void> {
  const config = readConfig();
  const publicKeys = await readPublicKeys(config.publicKeysFile ?? (await developmentKeys()).publicKeysFile);
  const databaseUrl = config.databaseUrl ?? (await withHint(developmentUrl(), config));
  const field = await fieldOf(config);
  const applied = await withHint(migrate(databaseUrl), config);
  const context = createContext({ ...config, databaseUrl, publicKeys });
  if (applied.length > 0) context.log.info({ applied }, 'migrations were applied');
  const server = await withHint(startServer(context, config), config);
  const delivery = startDeliveryLoop({ sql: context.database.read, field, metrics: context.metrics, log: context.log });
  const url = `http://${config.host}:${server.port}`;
  console.log(options.json ? JSON.stringify({ url, pid: process.pid }) : `HQ listens on ${url}`);
  const signal = await stopSignal();
  context.log.info({ signal }, 'HQ stops: requests in flight are finished');
  await delivery.stop();
  await server.stop(stopTimeoutMs);
}

async function fieldOf({ fieldUrl, signingKeyFile }: Config): Promise<FieldClient | null> {
  if (fieldUrl === undefined) return null;
  return createFieldClient({ url: fieldUrl, signingKeyFile: signingKeyFile ?? (await developmentKeys()).signingKeyFile });
}

async function developmentUrl(): Promise<string> {
  return (await developmentPostgres()).url('hq');
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
}
