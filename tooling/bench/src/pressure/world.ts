import { constants, setPriority } from 'node:os';
import { startPostgres } from '@hq-field/testkit/postgres';
import type { ChildProcess } from '@hq-field/testkit/processes';
import postgres from 'postgres';
import { type Environment, runCommand, startCommand, startHq } from '../bulk/processes.ts';
import { fieldUser } from './field-user.ts';
import { Recorder } from './recorder.ts';
import { slowableHq } from './slowable-hq.ts';

/** Accounts that still wait, below which everything is wanted once more, so that there is always work. */
const fewWaiting = 40;
const feedEveryMs = 500;

/** Field with a user and a stream of changes, HQ behind a proxy that can be made slow, and hosts of the runner. */
export interface World {
  hq: { times: number };
  recorder: Recorder;
  migrate(...words: string[]): Promise<void>;
  startHost(): Host;
  close(): Promise<void>;
}

export interface Host {
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export interface WorldOptions {
  accounts: number;
  seed: number;
  /** Changes a second that others make in Field. */
  changes: number;
}

/**
 * Starts everything but the hosts. Field has a server of its own. What would be other machines in production (HQ, its database, the runner)
 * runs at a low priority, so that Field is slowed by what they ask of it, not by what they compute.
 */
export async function openWorld({ accounts, seed, changes }: WorldOptions, say: (words: string) => void): Promise<World> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of closing.toReversed()) await end();
  };
  try {
    const own = await startPostgres();
    closing.push(() => own.stop());
    const others = await startPostgres();
    closing.push(() => others.stop());
    await own.createDatabase('field');
    for (const database of ['hq', 'runner']) await others.createDatabase(database);
    const env: Environment = {
      FIELD_DATABASE_URL: own.url('field'),
      HQ_DATABASE_URL: others.url('hq'),
      RUNNER_DATABASE_URL: others.url('runner'),
      LOG_LEVEL: 'warn',
      HQ_LOG_LEVEL: 'warn',
    };
    say('filling a Field');
    await runCommand('field', ['seed', '--accounts', String(accounts), '--seed', String(seed)], env);
    const serving = await startHq(env);
    closing.push(() => serving.process.stop());
    yieldTo(serving.process.pid);
    const hq = await slowableHq(serving.url);
    closing.push(() => hq.close());
    const withHq = { ...env, HQ_URL: hq.url };
    const migrate = (...words: string[]) => runCommand('migrate', words, withHq);
    await migrate('install');
    await migrate('throttle', '--pause');
    await migrate('enqueue', '--all');
    await yieldAll(others.url('postgres'));

    const stream = startCommand('field', ['changes', '--rate', String(changes)], env);
    closing.push(() => stream.stop());
    const user = await fieldUser(env['FIELD_DATABASE_URL'] ?? '');
    closing.push(() => user.stop());
    const runner = postgres(env['RUNNER_DATABASE_URL'] ?? '', { max: 2, onnotice: () => {} });
    closing.push(() => runner.end({ timeout: 1 }));
    const hosts = new Set<ChildProcess>();
    closing.push(() => Promise.all([...hosts].map((host) => host.stop())));
    const feeder = feed(runner, () => migrate('enqueue', '--all', '--again'));
    closing.push(() => feeder.stop());
    const recorder = new Recorder({ runner, hqUrl: serving.url, hq, user, runnerPids: () => [...hosts].map(({ pid }) => pid) });
    closing.push(() => recorder.stop());

    return {
      hq,
      recorder,
      migrate,
      startHost() {
        const host = startCommand('migrate', ['work'], withHq);
        yieldTo(host.pid);
        hosts.add(host);
        const gone = async (ended: Promise<unknown>) => {
          await ended;
          hosts.delete(host);
        };
        return { stop: () => gone(host.stop()), kill: () => gone(host.kill()) };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Wants everything once more whenever few accounts are left, so that no rate falls for want of work. */
function feed(runner: postgres.Sql, again: () => Promise<void>): { stop(): Promise<void> } {
  let isStopped = false;
  const work = (async () => {
    while (!isStopped) {
      const [row] = await runner<{ left: number }[]>`
        select count(*) filter (where state in ('planned', 'backfilling') or again)::int as left from migration.accounts`;
      if ((row?.left ?? 0) < fewWaiting) await again();
      await new Promise((resolve) => setTimeout(resolve, feedEveryMs));
    }
  })();
  work.catch(() => {});
  return {
    stop() {
      isStopped = true;
      return work;
    },
  };
}

function yieldTo(pid: number): void {
  setPriority(pid, constants.priority.PRIORITY_LOW);
}

/** A server's new sessions inherit the priority of the process that listens; those that stand already keep theirs. */
async function yieldAll(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const rows = await sql<{ pid: number }[]>`select pid from pg_stat_activity where pid <> pg_backend_pid()`;
    const [listening] = await sql<{ line: string }[]>`select split_part(pg_read_file('postmaster.pid'), E'\n', 1) as line`;
    for (const pid of [Number(listening?.line), ...rows.map((row) => row.pid)]) yieldTo(pid);
  } finally {
    await sql.end();
  }
}
