import { randomUUID } from 'node:crypto';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test, vi } from 'vitest';
import { openRunner } from '../database/open-runner.ts';
import { commandLine } from '../fixtures/command-line.ts';
import { HostSession } from '../hosts/host-session.ts';

const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
const runner = await openRunner(database.url);
vi.stubEnv('RUNNER_DATABASE_URL', database.url);
const drain = commandLine('drain');
afterAll(async () => {
  await runner.end({ timeout: 1 });
  await database.drop();
});

/** A host that nobody has heard of for a minute. */
async function silentHost({ isAlive }: { isAlive: boolean }) {
  const id = randomUUID();
  const session = new HostSession(runner, id);
  const since = isAlive ? await session.keep() : new Date();
  await runner`
    insert into migration.hosts (id, name, seen_at, session_since, figures)
    values (${id}, ${id}, clock_timestamp() - interval '1 minute', ${since}, '{}')`;
  return session;
}

test('a host that froze is waited for, and counted when it does not end; one that has died is not', async () => {
  await silentHost({ isAlive: false });
  const frozen = await silentHost({ isAlive: true });
  const waited = await drain('--within', '1s', '--json');
  expect([waited.code, waited.output]).toEqual([1, expect.stringContaining('{"drained":0,"left":1}')]);
  await frozen.end();
  expect(await drain('--within', '1s', '--json')).toMatchObject({ code: 0, output: expect.stringContaining('"left":0') });
});
