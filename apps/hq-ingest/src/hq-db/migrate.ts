import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSession, type Sql, withoutTransactionTimeout } from './connections.ts';
import { refuseOthers } from './refuse-others.ts';

/** One numbered file of `migrations/`; never changed once it has been released. */
interface Migration {
  number: number;
  name: string;
  text: string;
}

/** The schema cannot be brought to where this program needs it; the message says what to do. */
class MigrationError extends Error {
  readonly code = 'migration_failed';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MigrationError';
  }
}

const directory = join(import.meta.dirname, 'migrations');

/** All migrations in order. */
function migrations(): Migration[] {
  return readdirSync(directory)
    .filter((file) => /^\d{4}-.+\.sql$/.test(file))
    .toSorted()
    .map((file) => ({ number: Number(file.slice(0, 4)), name: file, text: readFileSync(join(directory, file), 'utf8') }));
}

/**
 * Applies what is missing, each migration in a transaction of its own. Servers that start together take turns: the lock is
 * held by the session, and a server that dies lets it go. Throws ConfigError for a database of Field or the runner.
 */
export async function migrate(url: string): Promise<string[]> {
  const session = openSession(url, 'hq-ingest migrations');
  try {
    await session.unsafe(withoutTransactionTimeout('session'));
    await session`select pg_advisory_lock(hashtextextended('hq-ingest migrations', 0))`;
    await refuseOthers(session);
    return await applyMissing(session);
  } finally {
    await session.end({ timeout: 5 });
  }
}

/** Whether the database holds every migration of this program. */
export async function isMigrated(sql: Sql): Promise<boolean> {
  const [found] = await sql<{ here: boolean }[]>`select to_regclass('hq_migrations') is not null as here`;
  if (!found?.here) return false;
  const [last] = await sql<{ number: number | null }[]>`select max(number) as number from hq_migrations`;
  return (last?.number ?? 0) >= Math.max(...migrations().map((migration) => migration.number));
}

async function applyMissing(session: Sql): Promise<string[]> {
  await session`
    create table if not exists hq_migrations (
      number int primary key,
      name text not null,
      sha256 text not null,
      applied_at timestamptz not null default now()
    )`;
  const held = new Map(
    (await session<{ number: number; sha256: string }[]>`select number, sha256 from hq_migrations`).map((row) => [row.number, row.sha256]),
  );
  const applied: string[] = [];
  for (const migration of migrations()) {
    const sha256 = createHash('sha256').update(migration.text).digest('hex');
    const before = held.get(migration.number);
    if (before === undefined) {
      await applyOne(session, migration, sha256);
      applied.push(migration.name);
    } else if (before !== sha256) {
      throw new MigrationError(
        `${migration.name} was changed after this database had applied it. Undo the change and add a migration with the next number.`,
      );
    }
  }
  return applied;
}

async function applyOne(session: Sql, { number, name, text }: Migration, sha256: string): Promise<void> {
  try {
    // One message without parameters is one transaction, whatever stands in it.
    await session.unsafe(
      `begin;\n${text};\ninsert into hq_migrations (number, name, sha256) values (${number}, '${name}', '${sha256}');\ncommit;`,
    );
  } catch (cause) {
    await session`rollback`;
    throw new MigrationError(
      `${name} failed: ${cause instanceof Error ? cause.message : String(cause)}. HQ needs a database of its own that may be empty.`,
      { cause },
    );
  }
}
