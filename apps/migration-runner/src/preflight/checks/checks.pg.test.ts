import { randomUUID } from 'node:crypto';
import { advanceVersions, type FieldDatabase, installCapture, openField, uninstallCapture } from '@hq-field/field-adapter';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { openRunner } from '../../database/open-runner.ts';
import { legacyField } from '../../fixtures/legacy-field.ts';
import { defaultTolerance } from '../../throttle/automatic/tolerance.ts';
import { checked, hqThatSays } from '../fixtures/checked.ts';
import { baseline } from './baseline.ts';
import { captureOverhead } from './capture-overhead.ts';
import { clocks, clocksAgainst } from './clocks.ts';
import { fieldDatabase } from './field-database.ts';
import { fieldRights } from './field-rights.ts';
import { forecastOfAll } from './forecast-of-all.ts';
import { runnerDatabase } from './runner-database.ts';
import { versions } from './versions.ts';

const [fieldCopy, runnerCopy] = await Promise.all([legacyField(), testDatabase('runner', async (url) => (await openRunner(url)).end())]);
const sql = openField(fieldCopy.url, { max: 4 });
const opened = await openRunner(runnerCopy.url, { max: 2 });
const field = { field: () => Promise.resolve(sql) };
const runner = { runner: () => Promise.resolve(opened) };
afterAll(async () => {
  await Promise.all([sql.end({ timeout: 1 }), opened.end({ timeout: 1 })]);
  await Promise.all([fieldCopy.drop(), runnerCopy.drop()]);
});

/** Does work with another connection to the server of Field, as somebody else or to another database. */
async function connected<T>(change: (url: URL) => void, work: (other: FieldDatabase) => Promise<T>): Promise<T> {
  const url = new URL(fieldCopy.url);
  change(url);
  const other = openField(url.href, { max: 2, applicationName: 'field' });
  try {
    return await work(other);
  } finally {
    await other.end({ timeout: 1 });
  }
}

test('Field database: one of another encoding fails, with the way out; one of UTF8 passes', async () => {
  expect(await checked(fieldDatabase, field)).toEqual({ ok: true, message: expect.stringMatching(/^PostgreSQL \d+/u) });
  const name = `latin_${randomUUID().replaceAll('-', '')}`;
  await sql.unsafe(`create database ${name} encoding 'LATIN1' locale 'C' template template0`);
  try {
    const { ok, message } = await connected(
      (url) => (url.pathname = name),
      (latin) => checked(fieldDatabase, { field: () => Promise.resolve(latin) }),
    );
    expect([ok, message]).toEqual([false, expect.stringMatching(/encoding is LATIN1, it must be UTF8: dump it/u)]);
  } finally {
    await sql.unsafe(`drop database ${name}`);
  }
});

test("rights in Field's database: a role that may only read fails, and hears what it lacks; the owner passes", async () => {
  expect(await checked(fieldRights, field)).toMatchObject({ ok: true });
  const role = `reader_${randomUUID().replaceAll('-', '')}`;
  await sql.unsafe(`create role ${role} login; grant select on all tables in schema public to ${role}`);
  try {
    const { ok, message, figures } = await connected(
      (url) => (url.username = role),
      (reader) => checked(fieldRights, { field: () => Promise.resolve(reader) }),
    );
    expect(ok).toBe(false);
    expect(message).toMatch(/lacks .*update on projects\.hq_identifier.*ownership of users, to install capture.*preflight --roles/u);
    expect(figures?.['missing']).not.toContain('select on users');
  } finally {
    await sql.unsafe(`drop owned by ${role}; drop role ${role}`);
  }
});

test('clocks: one that is a minute away fails, by name; those of one machine pass', async () => {
  const now = hqThatSays({ serverTime: new Date().toISOString() });
  expect(await checked(clocks, { ...field, ...runner, ...now })).toMatchObject({ ok: true });

  const ahead = hqThatSays({ serverTime: new Date(Date.now() + 90_000).toISOString() });
  const hqAway = await checked(clocks, { ...field, ...runner, ...ahead });
  expect([hqAway.ok, hqAway.message]).toEqual([false, expect.stringMatching(/this host's: HQ by (89|90) s; .* set the clocks/u)]);

  const hostBehind = await checked(
    clocksAgainst(() => Date.now() - 60_000),
    { ...field, ...runner, ...now },
  );
  expect(hostBehind.message).toMatch(/Field by \d+ s, the runner's database by \d+ s, HQ by \d+ s/u);
});

test('clocks: that HQ was not asked is said', async () => {
  const hq = () => Promise.resolve({ hello: () => Promise.reject(new Error('away')) } as never);
  expect(await checked(clocks, { ...field, ...runner, hq })).toMatchObject({
    ok: true,
    message: expect.stringContaining('HQ did not answer, its clock is not known'),
    figures: { hqSeconds: null },
  });
});

test('versions: a Field that is behind HQ fails, and passes once its sequence has gone on', async () => {
  const fresh = hqThatSays({ highestVersion: 0 });
  expect((await checked(versions, { ...field, ...fresh })).message).toContain('capture is not installed yet, and HQ holds no version');
  const hqAhead = hqThatSays({ highestVersion: 41 });
  expect(await checked(versions, { ...field, ...hqAhead })).toMatchObject({ ok: false });
  await installCapture(sql);
  try {
    expect(await checked(versions, { ...field, ...fresh })).toMatchObject({ ok: true, message: 'Field has drawn 0, HQ holds 0' });
    const { ok, message } = await checked(versions, { ...field, ...hqAhead });
    expect([ok, message]).toEqual([false, 'HQ holds 41, Field has drawn 0: run pnpm migrate versions --advance after install']);
    await advanceVersions(sql, 41);
    expect(await checked(versions, { ...field, ...hqAhead })).toMatchObject({ ok: true });
  } finally {
    await uninstallCapture(sql);
  }
});

test('versions: without HQ it fails', async () => {
  const hq = () => Promise.resolve({ hello: () => Promise.reject(new Error('away')) } as never);
  expect(await checked(versions, { ...field, hq })).toMatchObject({
    ok: false,
    message: expect.stringContaining('start it, or correct HQ_URL'),
  });
});

test("runner's database: the one of the tests passes", async () => {
  // One that is too old fails in server-version.test.ts.
  expect(await checked(runnerDatabase, runner)).toEqual({ ok: true, message: expect.stringMatching(/^PostgreSQL \d+[^;]*$/u) });
});

test('capture overhead: a Field that changes hundreds of rows a second fails; a quiet one passes, also when it was just filled', async () => {
  // One session, so that its statistics are written before they are read.
  const session = await sql.reserve();
  try {
    await session`select pg_stat_reset()`;
    await session`insert into users (guid, email) select gen_random_uuid(), n || '@example.com' from generate_series(1, 50000) n`;
    await session`select pg_stat_force_next_flush()`;
    const quiet = await checked(captureOverhead, field);
    expect([quiet.ok, quiet.message]).toEqual([true, expect.stringContaining('0.00 rows a second were updated or deleted since')]);
    await session`update users set job_title = 'mason'`;
    await session`select pg_stat_force_next_flush()`;
    const busy = await checked(captureOverhead, field);
    expect(busy.figures?.['changesPerSecond']).toBeGreaterThan(500);
    expect([busy.ok, busy.message]).toEqual([false, expect.stringMatching(/That is much: .* install in a quiet hour/u)]);
  } finally {
    session.release();
    await sql`truncate users`;
  }
});

test('tolerance baseline: a customer who holds a transaction open beyond the limit fails it, by the name of the limit', async () => {
  const anything = { hold: null, halve: null };
  const others = { ...defaultTolerance, fieldProbeMs: anything, fieldActiveConnections: anything };
  const limited = (hold: number) => ({ tolerance: { ...others, fieldLongestTransactionSeconds: { hold, halve: null } } });
  await connected(
    () => {},
    async (customer) => {
      const open = await customer.reserve();
      await open`begin`;
      await open`select count(*) from accounts`;
      const { ok, message } = await checked(baseline, { ...field, config: limited(0) });
      expect(ok).toBe(false);
      expect(message).toMatch(/: fieldLongestTransactionSeconds is beyond tolerance at rest.*RUNNER_CONFIG_FILE/u);
      expect(await checked(baseline, { ...field, config: limited(600) })).toMatchObject({ ok: true });
      await open`rollback`;
      open.release();
    },
  );
});

test('forecast: it never fails; it guesses from what the dry run found until the run was measured', async () => {
  expect(await checked(forecastOfAll, runner)).toMatchObject({ ok: true, message: 'Field has nothing to send' });
  const guessed = await checked(forecastOfAll, runner, 6_000_000);
  expect(guessed).toMatchObject({ ok: true, figures: { low: 1000, high: 20_000 } });
  expect(guessed.message).toContain('nothing was measured yet');

  await opened`
    insert into migration.accounts (external_id, size, records, state, started_at, walked_at)
    values ('a', 100, 100, 'live', now() - interval '20 s', now() - interval '10 s'), ('b', 1000, 0, 'planned', null, null)`;
  const measured = await checked(forecastOfAll, runner, 6_000_000);
  expect(measured.message).toContain('at the rate measured so far');
  expect(measured.figures?.['seconds']).toBeGreaterThan(10);
  await opened`truncate migration.accounts`;
});
