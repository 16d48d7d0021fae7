import { rm } from 'node:fs/promises';
import { developmentPostgres, stopDevelopmentPostgres } from '@hq-field/testkit/development-postgres';
import { startPostgres } from '@hq-field/testkit/postgres';
import postgres from 'postgres';

/** The three databases of a rehearsal. */
export interface Databases {
  urls: { field: string; hq: string; runner: string };
  /** Version of the server, for the report. */
  version: string;
  /** How the databases can be reached when the rehearsal is over; null when they are gone then. */
  kept: string | null;
  stop(): Promise<void>;
}

export type GivenUrls = { [name in keyof Databases['urls']]: string | undefined };

/** The databases that were given cannot be used. */
class DatabasesError extends Error {
  readonly code: 'incomplete' | 'not_empty' | 'unreachable';
  constructor(code: DatabasesError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DatabasesError';
    this.code = code;
  }
}

const names = ['field', 'hq', 'runner'] as const;

/** Databases of a server of its own, or the given ones, which must be empty. `folder` is where kept data lives. */
export async function openDatabases(given: GivenUrls, options: { keep: boolean; folder: string }): Promise<Databases> {
  const set = names.filter((name) => given[name] !== undefined);
  if (set.length === names.length) return useGiven(given as Databases['urls']);
  if (set.length > 0) {
    const missing = names.filter((name) => given[name] === undefined).map((name) => `${name.toUpperCase()}_DATABASE_URL`);
    throw new DatabasesError(
      'incomplete',
      `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set. Set all three *_DATABASE_URL, or none to use a server of the rehearsal's own.`,
    );
  }
  return options.keep ? startKept(options.folder) : startOwn();
}

async function useGiven(urls: Databases['urls']): Promise<Databases> {
  let version = '';
  for (const name of names) {
    const tables = await look(urls[name], name);
    version = tables.version;
    if (tables.count > 0) {
      throw new DatabasesError(
        'not_empty',
        `The database of ${name.toUpperCase()}_DATABASE_URL has ${tables.count} tables. A rehearsal fills its databases itself: name three empty ones.`,
      );
    }
  }
  return { urls, version, kept: null, stop: async () => {} };
}

async function startOwn(): Promise<Databases> {
  const server = await startPostgres();
  try {
    for (const name of names) await server.createDatabase(name);
    const urls = { field: server.url('field'), hq: server.url('hq'), runner: server.url('runner') };
    return { urls, version: (await look(urls.field, 'field')).version, kept: null, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A server that outlives this process. What an earlier rehearsal kept is removed. */
async function startKept(folder: string): Promise<Databases> {
  await stopDevelopmentPostgres(folder);
  await rm(folder, { recursive: true, force: true });
  const server = await developmentPostgres(folder);
  const urls = { field: server.url('field'), hq: server.url('hq'), runner: server.url('runner') };
  const kept = [
    'The databases are kept; the next `rehearse --keep` removes them:',
    ...names.map((name) => `  ${name.toUpperCase()}_DATABASE_URL=${urls[name]}`),
    `  stop the server with: kill -INT ${server.pid}`,
  ].join('\n');
  return { urls, version: (await look(urls.field, 'field')).version, kept, stop: async () => {} };
}

async function look(url: string, name: string): Promise<{ count: number; version: string }> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => {} });
  try {
    const [row] = await sql<{ count: number; version: string }[]>`
      select (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema') as count,
             current_setting('server_version') as version`;
    return row ?? { count: 0, version: '' };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new DatabasesError(
      'unreachable',
      `The database of ${name.toUpperCase()}_DATABASE_URL cannot be reached (${words}). Check the URL and that the server runs.`,
      error,
    );
  } finally {
    await sql.end({ timeout: 5 });
  }
}
