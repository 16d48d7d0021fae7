import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCluster, endCluster, launchCluster, readPostmaster, waitUntilReady } from './cluster.ts';
import { createDatabase, databaseUrl, withConnection } from './databases.ts';
import { exclusive } from './exclusive.ts';
import { freePort } from './free-port.ts';
import { embeddedBinaries } from './postgres-binaries.ts';

/** The databases of a development server, as the house plan names them. */
export const developmentDatabases = ['field', 'hq', 'runner'] as const;

const workspace = join(import.meta.dirname, '..', '..', '..');
const defaultDirectory = join(workspace, '.dev', 'postgres');

/** A server that outlives the command that started it. */
export interface DevelopmentPostgres {
  /** Connection URL of a database; `field`, `hq` and `runner` exist. */
  url(database: string): string;
  port: number;
  pid: number;
}

/**
 * Attaches to the PostgreSQL of this checkout, kept in `.dev/postgres`, and starts it when it does not run. Used where no
 * *_DATABASE_URL is set. Any number of commands may call this at the same time; `pnpm postgres stop` ends the server.
 */
export function developmentPostgres(dataDirectory: string = defaultDirectory): Promise<DevelopmentPostgres> {
  return exclusive(dataDirectory, async () => {
    const server = await startOrAttach(dataDirectory);
    await createMissingDatabases(server.port);
    return { ...server, url: (database) => databaseUrl(server.port, database) };
  });
}

/** Process id and port of the development server, or undefined when it does not run. Starts nothing. */
export function developmentPostgresStatus(dataDirectory: string = defaultDirectory): { pid: number; port: number } | undefined {
  const running = readPostmaster(dataDirectory);
  return running && { pid: running.pid, port: running.port };
}

/** Stops the development server; its data stays. Returns false when it did not run. */
export function stopDevelopmentPostgres(dataDirectory: string = defaultDirectory): Promise<boolean> {
  return exclusive(dataDirectory, async () => {
    const running = readPostmaster(dataDirectory);
    if (running !== undefined) await endCluster(running.pid, 'SIGINT');
    return running !== undefined;
  });
}

async function startOrAttach(dataDirectory: string): Promise<{ pid: number; port: number }> {
  const running = readPostmaster(dataDirectory);
  if (running !== undefined) {
    await waitUntilReady(dataDirectory, running.pid);
    return { pid: running.pid, port: running.port };
  }
  const binaries = await embeddedBinaries();
  const parent = dirname(dataDirectory);
  mkdirSync(parent, { recursive: true });
  // The server may run as another user, who has to reach its data whatever our umask is.
  chmodSync(parent, 0o755);
  createCluster(binaries, dataDirectory);
  const port = await freePort();
  const pid = await launchCluster({ binaries, dataDirectory, port, settings: {} });
  await waitUntilReady(dataDirectory, pid);
  return { pid, port };
}

async function createMissingDatabases(port: number): Promise<void> {
  const admin = databaseUrl(port, 'postgres');
  const rows = await withConnection(admin, (sql) => sql<{ datname: string }[]>`select datname from pg_database`);
  const existing = new Set(rows.map((row) => row.datname));
  for (const name of developmentDatabases) {
    if (!existing.has(name)) await createDatabase(admin, name);
  }
}
