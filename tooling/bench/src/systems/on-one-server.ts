import { type PostgresServer, startPostgres } from '@hq-field/testkit/postgres';
import type { ChildProcess } from '@hq-field/testkit/processes';
import type { ServerChoice } from '../bench.ts';
import { type Environment, runCommand, startHq } from './processes.ts';

/** A seeded Field and an empty HQ that serves, their databases and the runner's on one server. */
export interface Systems {
  server: PostgresServer;
  /** For commands of the runner. */
  env: Environment & { FIELD_DATABASE_URL: string; HQ_DATABASE_URL: string; HQ_URL: string };
  hq: ChildProcess;
}

export interface SystemsOptions {
  choice: ServerChoice;
  accounts: number;
  seed: number;
  /** Set beside what every process needs. */
  env?: Environment;
}

/** Starts both systems, measures, and ends them, whatever came of it. */
export async function onOneServer<T>(
  { accounts, seed, choice, env: more = {} }: SystemsOptions,
  say: (words: string) => void,
  measure: (systems: Systems) => Promise<T>,
): Promise<T> {
  const server = await startPostgres(choice);
  try {
    for (const database of ['field', 'hq', 'runner']) await server.createDatabase(database);
    const env = {
      FIELD_DATABASE_URL: server.url('field'),
      HQ_DATABASE_URL: server.url('hq'),
      RUNNER_DATABASE_URL: server.url('runner'),
      LOG_LEVEL: 'warn',
      HQ_LOG_LEVEL: 'warn',
      ...more,
    };
    say(`filling a Field of ${accounts} accounts`);
    await runCommand('field', ['seed', '--accounts', String(accounts), '--seed', String(seed)], env);
    const hq = await startHq(env);
    try {
      return await measure({ server, env: { ...env, HQ_URL: hq.url }, hq: hq.process });
    } finally {
      await hq.process.stop();
    }
  } finally {
    await server.stop();
  }
}

/** Capture is installed and every account waits in the queue, under settings by which the runner and HQ share two cores well. */
export async function enqueueEverything(env: Environment): Promise<void> {
  await runCommand('migrate', ['install'], env);
  await runCommand('migrate', ['throttle', '--workers', '4', '--fibres', '8'], env);
  await runCommand('migrate', ['enqueue', '--all'], env);
}
