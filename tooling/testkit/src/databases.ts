import postgres from 'postgres';

/** Connection URL of a database on a local server that trusts its superuser. */
export function databaseUrl(port: number, database: string): string {
  return `postgres://postgres@127.0.0.1:${port}/${database}`;
}

/**
 * Creates a database through a connection to another one; as a copy when a template is named. The copy is of files: it takes a third
 * less of the processor than the usual one, which goes through the log.
 */
export function createDatabase(adminUrl: string, name: string, template?: string): Promise<void> {
  return withConnection(adminUrl, async (sql) => {
    await (template === undefined
      ? sql`create database ${sql(name)}`
      : sql`create database ${sql(name)} template ${sql(template)} strategy file_copy`);
  });
}

/** Drops a database and whatever is connected to it; none of that name is fine. */
export function dropDatabase(adminUrl: string, name: string): Promise<void> {
  return withConnection(adminUrl, async (sql) => {
    await sql`drop database if exists ${sql(name)} with (force)`;
  });
}

/** Runs work on one connection of its own and closes it. */
export async function withConnection<Result>(url: string, work: (sql: postgres.Sql) => Promise<Result>): Promise<Result> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
