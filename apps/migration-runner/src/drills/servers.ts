import { type PostgresServer, startPostgres } from '@hq-field/testkit/postgres';
import postgres from 'postgres';

/** The three PostgreSQL servers of all drills of a run. */
export interface Servers {
  readonly field: PostgresServer;
  readonly hq: PostgresServer;
  readonly runner: PostgresServer;
  /** Makes them as at the beginning: alive, each with one empty database of its own name. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts them, from other programs of PostgreSQL than the embedded ones when told. */
export async function openServers(binaries?: string): Promise<Servers> {
  const start = () => startPostgres(binaries === undefined ? {} : { binaries });
  const [field, hq, runner] = await Promise.all([start(), start(), start()]);
  const all = { field, hq, runner };
  return {
    ...all,
    async clear() {
      await Promise.all(Object.entries(all).map(([name, server]) => clearServer(server, name)));
    },
    async stop() {
      await Promise.allSettled(Object.values(all).map((server) => server.stop()));
    },
  };
}

async function clearServer(server: PostgresServer, name: string): Promise<void> {
  await server.start();
  const sql = postgres(server.url('postgres'), { max: 1, onnotice: () => {} });
  try {
    const left = await sql<{ datname: string }[]>`select datname from pg_database where not datistemplate and datname <> 'postgres'`;
    for (const { datname } of left) await server.dropDatabase(datname);
  } finally {
    await sql.end();
  }
  await server.createDatabase(name);
}
