// What would be another machine in production gets of this one what nobody else wants.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@hq-field/testkit/until';
import postgres from 'postgres';

const everyMs = 100;
const emptyWithinMs = 10_000;
const lowest = constants.priority.PRIORITY_LOW;
/** Where Linux keeps the groups of processes among which it divides processors: version 1, by itself and with accounting, and version 2. */
const groupRoots = ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup/cpu,cpuacct', '/sys/fs/cgroup'];
let opened = 0;

/** Processes that come behind all others, and what they start with them. */
export interface Background {
  /** Puts a process into it that is in a session of its own. Does nothing more when called again. */
  add(pid: number): void;
  /** Puts all processes of a PostgreSQL server into it, and goes on with those that come with new connections, until it is stopped. */
  addServer(url: string): Promise<{ stop(): Promise<void> }>;
  /** To be called when its processes have ended. */
  close(): Promise<void>;
}

/**
 * In an idle group (cpu.idle, see cgroups(7)) where this process may make one, which root may on a machine of its own: whoever else wants a processor
 * has it at once. Elsewhere at the lowest priority, behind which others still wait for the end of a slice of time.
 */
export function openBackground(): Background {
  const group = makeIdleGroup();
  const added = new Set<number>();
  const add = (pid: number) => {
    if (group === null) lower(pid);
    // Once: what a process starts is in its group with it, and the kernel stops everybody for a moment for each.
    else if (!added.has(pid)) addToGroup(group, pid);
    added.add(pid);
  };
  return {
    add,
    addServer: (url) => keepAdding(url, add),
    async close() {
      if (group !== null)
        await until(() => isRemoved(group), { timeoutMs: emptyWithinMs, everyMs, what: `no process is left in ${group}` });
    },
  };
}

function makeIdleGroup(): string | null {
  for (const root of groupRoots.filter((folder) => existsSync(folder))) {
    const group = join(root, `hq-field-bench-${process.pid}-${(opened += 1)}`);
    try {
      mkdirSync(group);
    } catch {
      continue;
    }
    try {
      // Opened as a file that is there: a folder that is no group has none, and should not get one.
      writeFileSync(join(group, 'cpu.idle'), '1', { flag: 'r+' });
      return group;
    } catch {
      rmdirSync(group);
    }
  }
  return null;
}

function addToGroup(group: string, pid: number): void {
  try {
    writeFileSync(join(group, 'cgroup.procs'), String(pid), { flag: 'r+' });
  } catch (error) {
    if (isAlive(pid)) throw error;
  }
}

function isRemoved(group: string): boolean {
  try {
    rmdirSync(group);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EBUSY') return false;
    throw error;
  }
}

/** Where Linux weighs sessions against each other (autogroup, see sched(7)), a priority counts within its session alone, so the session gets it too. */
function lower(pid: number): void {
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

/** Each process of a server is a session of its own, and new ones come with every connection. */
async function keepAdding(url: string, add: (pid: number) => void): Promise<{ stop(): Promise<void> }> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const [listening] = await sql<{ line: string }[]>`select split_part(pg_read_file('postmaster.pid'), E'\n', 1) as line`;
  const step = async () => {
    const rows = await sql<{ pid: number }[]>`select pid from pg_stat_activity where pid <> pg_backend_pid()`;
    for (const pid of [Number(listening?.line), ...rows.map((row) => row.pid)]) add(pid);
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
