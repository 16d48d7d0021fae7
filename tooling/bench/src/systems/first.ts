// What stands for a machine of its own has its processors whenever it wants them.
import { spawnSync } from 'node:child_process';
import postgres from 'postgres';

/**
 * Gives a process, with all its threads and whatever it starts from now on, a processor before all others (SCHED_RR, see sched(7)). False where this
 * process may not: root may.
 */
export function putFirst(pid: number): boolean {
  return spawnSync('chrt', ['--all-tasks', '--rr', '--pid', '1', String(pid)], { stdio: 'ignore' }).status === 0;
}

/** The same for a PostgreSQL server, with the sessions that it starts from now on. */
export async function putServerFirst(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const [own] = await sql<{ server: number; others: number[] }[]>`
      select split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int as server,
        array(select pid from pg_stat_activity where backend_type <> 'client backend') as others`;
    for (const pid of own?.others ?? []) putFirst(pid);
    return own !== undefined && putFirst(own.server);
  } finally {
    await sql.end();
  }
}
