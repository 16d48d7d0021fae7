import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCluster, endCluster, isAlive, launchCluster, waitUntilReady } from './cluster.ts';
import { createDatabase, databaseUrl, dropDatabase } from './databases.ts';
import { freePort } from './free-port.ts';
import { embeddedBinaries, majorVersion } from './postgres-binaries.ts';
import { watchdog } from './watchdog.ts';

/** What may be chosen for a server; everything has a default. */
export interface PostgresOptions {
  /** Folder with `initdb` and `postgres`; the embedded PostgreSQL 18 when not given. */
  binaries?: string;
  /** Where its data lives; a temporary folder, removed with the server, when not given. */
  dataDirectory?: string;
  /** Where the temporary folder is made; among the system's temporary files when not given. */
  temporaryIn?: string | undefined;
  /** TCP port of 127.0.0.1; a free one when not given. */
  port?: number;
  /** Server settings over our own, for example `{ fsync: 'off' }` in tests. */
  settings?: Record<string, string>;
}

/** A PostgreSQL server that lives as long as this process. */
export interface PostgresServer {
  readonly port: number;
  /** Major version, for example 18. */
  readonly major: number;
  /** Connection URL of a database, as the superuser. */
  url(database: string): string;
  /** Creates a database, empty or as a copy of a template that nobody is connected to. */
  createDatabase(name: string, template?: string): Promise<void>;
  /** Drops a database with its connections; none of that name is fine. */
  dropDatabase(name: string): Promise<void>;
  /** Stops in good order; temporary data is removed. */
  stop(): Promise<void>;
  /** Kills the server with SIGKILL and waits until all its processes are gone. The data stays for `start`. */
  kill(): Promise<void>;
  /** Starts again on the same data and port after `kill`. */
  start(): Promise<void>;
}

/** Settings for tests: a machine's crash may lose data, a killed server never does. The log may lie in memory, so little of it is kept. */
export const settingsForTests: Record<string, string> = { fsync: 'off', full_page_writes: 'off', max_wal_size: '512MB' };

/** Starts a PostgreSQL server and waits until it takes connections. It ends with this process, also when this process is killed. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const binaries = options.binaries ?? (await embeddedBinaries());
  const major = majorVersion(binaries);
  const temporary = options.dataDirectory === undefined ? await temporaryDirectory(options.temporaryIn) : undefined;
  const dataDirectory = options.dataDirectory ?? join(temporary ?? '', 'data');
  const port = options.port ?? (await freePort());
  let pid: number | undefined;
  let callOff = (): void => {};

  async function start(): Promise<void> {
    if (pid !== undefined && isAlive(pid)) return;
    pid = await launchCluster({ binaries, dataDirectory, port, settings: options.settings ?? {} });
    callOff = watchdog(pid, { signal: 'QUIT', ...(temporary === undefined ? {} : { temporaryDirectory: temporary }) });
    await waitUntilReady(dataDirectory, pid);
  }

  async function end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    if (pid !== undefined) await endCluster(pid, signal);
    callOff();
    pid = undefined;
  }

  createCluster(binaries, dataDirectory);
  await start();
  const admin = databaseUrl(port, 'postgres');
  return {
    port,
    major,
    url: (database) => databaseUrl(port, database),
    createDatabase: (name, template) => createDatabase(admin, name, template),
    dropDatabase: (name) => dropDatabase(admin, name),
    start,
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGINT');
      if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
    },
  };
}

/** A folder that the user of the server may enter: it may be another one than ours. */
async function temporaryDirectory(parent = tmpdir()): Promise<string> {
  const directory = mkdtempSync(join(parent, 'hq-field-postgres-'));
  await chmod(directory, 0o755);
  return directory;
}
