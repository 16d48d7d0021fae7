import { captureStatus } from '@hq-field/field-adapter';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

// What capture cannot see: a trigger that is switched off, a table that is truncated.

let all: Migration;
beforeAll(async () => {
  all = await migration({ accounts: 12 });
  await all.enqueueAll();
  await (await all.host({ untilIdle: true })).ended;
});
afterAll(() => all.close());

const workOff = async () => (await all.host({ untilIdle: true })).ended;
const looked = async () => (await all.migrate('queue')).text;
const again = async () => (await all.runner<{ n: number }[]>`select count(*)::int as n from migration.accounts where again`)[0]?.n;
const verifications = async () => (await all.runner`select from migration.verifications`).length;
const lastVerificationWasStopped = () => all.runner`
  with stopped as (
    update migration.verifications set state = 'running', ended_at = null
    where begun_at = (select max(begun_at) from migration.verifications) returning id
  )
  update migration.verification_units u set done_at = null, result = null from stopped where u.verification = stopped.id`;

test('triggers that are switched off are told, and install puts them back and sends everything once more', async () => {
  expect(await captureStatus(all.field)).toMatchObject({ installed: true, isCurrent: true, isRetired: false, blind: [] });
  await all.field`alter table users disable trigger all`;
  await all.field`drop trigger outbound_update on projects`;
  expect((await captureStatus(all.field)).blind.toSorted()).toEqual(['projects', 'users']);
  expect(await looked()).toMatch(/triggers of capture on \w+, \w+ are missing or switched off/u);
  await all.field`update users set job_title = 'unseen'`;
  expect((await all.migrate('install')).code).toBe(0);
  expect(await again()).toBeGreaterThan(10);
  expect((await captureStatus(all.field)).blind).toEqual([]);
  await workOff();
  expect((await all.migrate('verify', '--settle', '20')).json).toMatchObject({ findings: 0, passed: true });
  expect(await again()).toBe(0);
});

test('install once more where nothing lacks sends nothing once more', async () => {
  await all.migrate('install');
  expect(await again()).toBe(0);
});

test('after a table was truncated no difference is called a write of somebody else, and a verification that passes settles it', async () => {
  expect((await all.migrate('verify')).code).toBe(0);
  await lastVerificationWasStopped();
  const begun = await verifications();
  await all.field`truncate contacts`;
  expect(await looked()).toContain('somebody truncated contacts');
  const found = (await all.migrate('verify', '--settle', '5')).json as { findings: number; list: { explanation: string }[] };
  expect(new Set(found.list.map(({ explanation }) => explanation))).toEqual(new Set(['real']));
  // What was read before the table was truncated is read once more; what was read after it is not.
  await lastVerificationWasStopped();
  expect((await all.migrate('verify', '--settle', '5')).json).toMatchObject({ findings: found.findings });
  expect(await verifications()).toBe(begun + 1);
  const host = await all.host();
  await all.migrate('reconcile', '--settle', '20');
  await host.stop();
  expect((await all.migrate('verify', '--by', 'counts', '--settle', '5')).json).toMatchObject({ findings: 0, passed: true });
  expect(await looked()).toContain('truncated');
  expect((await all.migrate('verify', '--settle', '5')).json).toMatchObject({ findings: 0, passed: true });
  expect(await looked()).not.toContain('truncated');
});
