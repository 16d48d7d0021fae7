import { memoryFolder } from '@hq-field/testkit/memory-folder';
import { startPostgres } from '@hq-field/testkit/postgres';
import type { ChildProcess } from '@hq-field/testkit/processes';
import postgres from 'postgres';
import type { ServerChoice } from '../bench.ts';
import { putServerFirst } from './first.ts';
import { type Environment, runCommand, startCommand, startHq } from './processes.ts';
import { type SlowableHq, slowableHq } from './slowable-hq.ts';

/** Accounts that still wait, below which everything is wanted once more. */
const fewWaiting = 40;
const feedEveryMs = 500;

/** Field, HQ behind a proxy that can be made slow, and hosts of the runner, with all accounts in the queue. */
export interface World {
  urls: { field: string; hq: string; runner: string };
  /** HQ itself, without the proxy. */
  hqUrl: string;
  /** The proxy: hosts go through it, unless they were told to go directly. */
  hq: SlowableHq;
  runner: postgres.Sql;
  migrate(...words: string[]): Promise<void>;
  /** Starts `migrate work`; any number may run. */
  startHost(): Host;
  hostPids(): readonly number[];
  /** Others change Field at a rate, until the end. */
  startChanges(perSecond: number): void;
  /** Wants everything once more whenever few accounts are left, so that no rate falls for want of work, until it is stopped or the end. */
  keepFed(): Feeder;
  /** What is to be ended with the world, before it. */
  atEnd(end: () => Promise<unknown>): void;
  close(): Promise<void>;
}

interface Feeder {
  stop(): Promise<void>;
}

export interface Host {
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export interface WorldOptions {
  choice: ServerChoice;
  accounts: number;
  seed: number;
  /** Hosts send to HQ itself, not through the proxy. */
  direct?: boolean;
  /**
   * Field's server has processors before what would be other machines in production (HQ, its database, the runner), and is then slowed by what they
   * ask of it, not by what they compute.
   */
  fieldFirst?: boolean;
}

/** Starts everything but the hosts. Field has a server of its own. */
export async function openWorld(
  { accounts, seed, choice, direct = false, fieldFirst = false }: WorldOptions,
  say: (words: string) => void,
): Promise<World> {
  const endings: (() => Promise<unknown>)[] = [];
  const atEnd = (end: () => Promise<unknown>) => void endings.push(end);
  const close = async () => {
    for (const end of endings.toReversed()) await end();
  };
  try {
    const own = await startPostgres(choice);
    atEnd(() => own.stop());
    // Another machine has a disk of its own, for which Field's does not wait.
    const others = await startPostgres({ ...choice, ...(fieldFirst ? { settings: { fsync: 'off' }, temporaryIn: memoryFolder() } : {}) });
    atEnd(() => others.stop());
    await own.createDatabase('field');
    for (const database of ['hq', 'runner']) await others.createDatabase(database);
    const urls = { field: own.url('field'), hq: others.url('hq'), runner: others.url('runner') };
    const env: Environment = {
      FIELD_DATABASE_URL: urls.field,
      HQ_DATABASE_URL: urls.hq,
      RUNNER_DATABASE_URL: urls.runner,
      LOG_LEVEL: 'warn',
      HQ_LOG_LEVEL: 'warn',
    };
    say('filling a Field');
    await runCommand('field', ['seed', '--accounts', String(accounts), '--seed', String(seed)], env);
    const serving = await startHq(env);
    atEnd(() => serving.process.stop());
    const hq = await slowableHq(serving.url);
    atEnd(() => hq.close());
    const withHq = { ...env, HQ_URL: direct ? serving.url : hq.url };
    const migrate = (...words: string[]) => runCommand('migrate', words, withHq);
    await migrate('install');
    await migrate('enqueue', '--all');
    if (fieldFirst) {
      await settle(urls.field);
      if (!(await putServerFirst(urls.field))) say('Field cannot be put first here (root may): what the others compute is in its figures');
    }
    const runner = postgres(urls.runner, { max: 2, onnotice: () => {} });
    atEnd(() => runner.end({ timeout: 1 }));
    const hosts = new Set<ChildProcess>();
    atEnd(() => Promise.all([...hosts].map((host) => host.stop())));

    return {
      urls,
      hqUrl: serving.url,
      hq,
      runner,
      migrate,
      startHost() {
        const host = startCommand('migrate', ['work'], withHq);
        hosts.add(host);
        const gone = async (ended: Promise<unknown>) => {
          await ended;
          hosts.delete(host);
        };
        return { stop: () => gone(host.stop()), kill: () => gone(host.kill()) };
      },
      hostPids: () => [...hosts].map(({ pid }) => pid),
      startChanges(perSecond) {
        const stream = startCommand('field', ['changes', '--rate', String(perSecond)], env);
        atEnd(() => stream.stop());
      },
      keepFed() {
        const feeder = feed(runner, () => migrate('enqueue', '--all', '--again'));
        atEnd(() => feeder.stop());
        return feeder;
      },
      atEnd,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a server does by itself after it was filled is done before anything is measured. */
async function settle(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql`vacuum analyze`;
  await sql`checkpoint`;
  await sql.end();
}

function feed(runner: postgres.Sql, again: () => Promise<void>): Feeder {
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
