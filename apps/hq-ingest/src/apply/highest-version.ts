import type { Queryable } from '../hq-db/connections.ts';
import type { Outcomes } from './batch.ts';

/**
 * Remembers the highest version of what was applied. Connections share 64 slots by the number of their process, so that a batch rarely waits for another here;
 * the backfill, whose version is 0, writes nothing.
 */
export async function rememberVersion(sql: Queryable, outcomes: Outcomes): Promise<void> {
  let highest = 0;
  outcomes.forEach(({ outcome }, item) => {
    if (outcome === 'applied') highest = Math.max(highest, item.version);
  });
  if (highest === 0) return;
  await sql.unsafe(
    `
    insert into highest_versions (slot, version)
    values (pg_backend_pid() % 64, $1::bigint)
    on conflict (slot) do update set version = excluded.version
    where highest_versions.version < excluded.version`,
    [String(highest)],
    { prepare: true },
  );
}

/** The highest version of any record or tombstone that HQ holds. */
export async function highestVersion(sql: Queryable): Promise<number> {
  const [row] = await sql.unsafe<{ version: number }[]>(`select coalesce(max(version), 0)::float8 as version from highest_versions`);
  return row?.version ?? 0;
}
