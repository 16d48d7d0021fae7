// What would be another machine in production gets of this one what nobody else wants.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';

const everyMs = 100;
const lowest = constants.priority.PRIORITY_LOW;

/**
 * Puts a process that is in a session of its own behind all others. Where Linux weighs sessions against each other (autogroup, see sched(7)), the
 * priority of a process counts within its session alone, so the session gets it too. Does nothing more when called again.
 */
export function yieldTo(pid: number): void {
  try {
    if (getPriority(pid) !== lowest) setPriority(pid, lowest);
    const session = `/proc/${pid}/autogroup`;
    if (existsSync(session) && !readFileSync(session, 'utf8').endsWith(`nice ${lowest}\n`)) writeFileSync(session, String(lowest));
  } catch (error) {
    // It may have ended meanwhile; and others than root may lower one session in a tenth of a second (EAGAIN), the rest when asked again.
    const isBusy = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
    if (!isBusy && isAlive(pid)) throw error;
  }
}

/** Puts all processes of a PostgreSQL server behind all others: each of them is a session of its own, and new ones come with every connection. */
export async function keepServerYielding(url: string): Promise<{ stop(): Promise<void> }> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const [listening] = await sql<{ line: string }[]>`select split_part(pg_read_file('postmaster.pid'), E'\n', 1) as line`;
  const step = async () => {
    const rows = await sql<{ pid: number }[]>`select pid from pg_stat_activity where pid <> pg_backend_pid()`;
    for (const pid of [Number(listening?.line), ...rows.map((row) => row.pid)]) yieldTo(pid);
  };
  await step();
  let isStopped = false;
  const work = (async () => {
    while (!isStopped) {
      await sleep(everyMs);
      await step();
    }
  })();
  work.catch(() => {});
  return {
    async stop() {
      isStopped = true;
      await work;
      await sql.end();
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
