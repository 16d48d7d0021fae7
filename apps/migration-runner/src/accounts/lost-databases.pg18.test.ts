import { until } from '@hq-field/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
beforeEach(async () => {
  all = await migration({ accounts: 6 });
});
afterEach(() => all.close());

/** `migrate <words>` that must end with 0; gives its answer. */
async function migrate(...words: string[]): Promise<Record<string, unknown>> {
  const { code, json, text } = await all.migrate(...words);
  expect(code, text).toBe(0);
  return json as Record<string, unknown>;
}

async function workUntilIdle() {
  const { ended } = await all.host({ untilIdle: true });
  expect(await ended).toBeNull();
}

/** What stands at HQ alone is sent as its tombstone; then both sides say the same, and nothing is in quarantine that would not be without the loss. */
async function comesRight(quarantinedBefore: number) {
  await all.migrate('verify');
  const host = await all.host();
  await migrate('reconcile', '--settle', '30');
  expect(await host.stop()).toBeNull();
  expect(await all.verify()).toMatchObject({ findings: [], pending: [], unread: 0, notVerified: [] });
  expect(await quarantined()).toBe(quarantinedBefore);
}

const quarantined = async () => (await all.field`select from outbound.quarantine`).length;

async function migrated(): Promise<number> {
  await migrate('enqueue', '--all');
  await workUntilIdle();
  await all.field`update users set job_title = 'Live' where id % 2 = 0`;
  await workUntilIdle();
  return quarantined();
}

/** Field's users change, delete and create. */
async function isUsed() {
  await all.field`update users set job_title = 'Meanwhile' where id % 3 = 0`;
  await all.field`delete from project_companies where project_id % 3 = 0`;
  await all.field`
    insert into accounts (guid, name, status, country) values ('9d000000-0000-4000-8000-000000000001', 'Born meanwhile', 'active', 'US')`;
  await all.field`
    insert into projects (guid, account_id, name, start_date)
    select '9d000000-0000-4000-8000-000000000002', id, 'Tower', '2020-01-01' from accounts where name = 'Born meanwhile'`;
}

test("the runner's database is lost: everything is sent with versions, because HQ holds some from before", async () => {
  const before = await migrated();
  await isUsed();
  await all.runner`truncate migration.accounts`;
  await all.runner`delete from pgboss.job`;
  await migrate('enqueue', '--all');
  expect(await all.runner`select from migration.accounts where not again`).toHaveLength(0);
  await workUntilIdle();
  await comesRight(before);
});

test('HQ is restored from a backup: what it created after that has ids in Field that it does not know', async () => {
  await migrate('enqueue', '--smoke', '2');
  await workUntilIdle();
  const bringBack = all.hq.backUp();
  const before = await migrated();
  await isUsed();
  await workUntilIdle();
  bringBack();
  await migrate('enqueue', '--all', '--again');
  await workUntilIdle();
  expect((await all.field`select from outbound.quarantine where code = 'hq_id_unknown'`).length).toBeGreaterThan(0);
  const { forgotten } = await migrate('quarantine', 'forget-hq-ids');
  expect(forgotten).toContainEqual(expect.objectContaining({ entity: 'project', externalId: '9d000000-0000-4000-8000-000000000002' }));
  await workUntilIdle();
  await comesRight(before);
});

test('Field comes back from a backup before the eyes of a host: it sends nothing, says why, and goes on once the versions are advanced', async () => {
  const before = await migrated();
  const host = await all.host();
  await all.field`update users set job_title = 'Last seen' where id = 1`;
  await until(async () => (await all.field`select from outbound.touches union all select from outbound.changes`).length === 0, {
    timeoutMs: 20_000,
    what: 'the change is sent',
  });
  // HQ comes back too, so that a comparison with what it holds shows nothing.
  const { highestVersion } = await all.hq.handlers.system.hello();
  const bringBack = all.hq.backUp();
  await all.field`update users set job_title = 'Drawn' where id = 1`;
  await until(async () => (await all.hq.handlers.system.hello()).highestVersion > highestVersion, {
    timeoutMs: 20_000,
    what: 'another is sent',
  });
  await until(async () => (await all.field`select from outbound.touches`).length === 0, { timeoutMs: 20_000, what: 'it is acknowledged' });
  bringBack();
  await all.field`select setval('outbound.versions', ${highestVersion})`;
  const batches = all.batches();
  await all.field`update users set job_title = 'After the backup' where id = 2`;
  await until(() => host.host.waitsBecause?.includes('versions --advance') === true, { timeoutMs: 20_000, what: 'the host says why' });
  // However often it tries.
  await until(async () => Number((await all.field`select last_value from outbound.versions`)[0]?.['last_value']) > highestVersion + 3, {
    timeoutMs: 30_000,
    what: 'it has tried several times',
  });
  expect(all.batches()).toBe(batches);
  await migrate('versions', '--advance');
  await until(async () => (await all.store.unfinished()) === 0, { timeoutMs: 60_000, what: 'everything is sent once more' });
  expect(await host.stop()).toBeNull();
  await comesRight(before);
});

test('capture is uninstalled and installed again: the next step is to advance the versions, and no cause is named that may be wrong', async () => {
  const before = await migrated();
  expect(await migrate('install')).toMatchObject({ versionsBehind: false });
  await migrate('uninstall');
  await isUsed();
  expect(await migrate('install')).toMatchObject({ versionsBehind: true });
  const { nextSteps } = await migrate('status');
  expect((nextSteps as string[])[0]).toContain('versions --advance');
  const { ended } = await all.host({ untilIdle: true });
  expect(String(await ended)).toContain('capture was uninstalled and installed again, Field was restored');
  const { again } = await migrate('versions', '--advance');
  expect(await migrate('status')).toMatchObject({ versionsBehind: false });
  expect(await migrate('enqueue', '--all')).toMatchObject({ enqueued: Number(again) + 1, alreadyDone: 0 });
  await workUntilIdle();
  await comesRight(before);
});
