import { randomUUID } from 'node:crypto';
import { sample } from '@hq-field/contracts/conformance';
import { captureStatus, createFieldHandlers } from '@hq-field/field-adapter';
import { until } from '@hq-field/testkit/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
beforeAll(async () => {
  all = await migration({ accounts: 12 });
});
afterAll(() => all.close());

test('hosts that work are drained, and the command waits for their end', async () => {
  const { ended } = await all.host();
  await until(async () => (await all.throttle.view()).hosts.length === 1, { timeoutMs: 20_000, what: 'the host works' });
  expect(await all.migrate('drain', '--within', '20s')).toMatchObject({ code: 0, json: { drained: 1, left: 0 } });
  expect(await ended).toBeNull();
});

test('a host that was drained ends with 0 also where an account has failed, and says so; one that ended because it is idle ends with 1', async () => {
  await all.enqueueAll();
  await all.runner`update migration.accounts set state = 'failed', reason = 'planted'`;
  const failed = { final: true, failures: expect.arrayContaining([expect.objectContaining({ reason: 'planted' })]) };
  const work = all.migrate('work');
  await until(async () => (await all.throttle.view()).hosts.length === 1, { timeoutMs: 20_000, what: 'the host works' });
  await all.migrate('drain', '--within', '20s');
  expect(await work).toMatchObject({ code: 0, json: failed });
  expect(await all.migrate('work', '--until-idle')).toMatchObject({ code: 1, json: failed });
});

test('how long a host worked that was drained is no time to compare with', async () => {
  await all.migrate('pause', '--reason', 'a deploy');
  await all.enqueueAll();
  await all.runner`update migration.accounts set state = 'planned'`;
  await all.runner`delete from migration.timings`;
  const work = all.migrate('work', '--until-idle');
  await until(async () => (await all.throttle.view()).hosts.length === 1, { timeoutMs: 20_000, what: 'the host works' });
  await all.migrate('drain', '--within', '20s');
  expect(await work).toMatchObject({ code: 0, json: { final: true } });
  expect(await all.runner`select phase from migration.timings`).toEqual([]);
  await all.migrate('resume');
});

test('the kill switch is set, and released', async () => {
  await all.migrate('kill', '--reason', 'wrong HQ');
  expect(await all.throttle.read()).toMatchObject({ killed: true, reason: 'wrong HQ' });
  await all.migrate('kill', '--release');
  expect(await all.throttle.read()).toMatchObject({ killed: false });
});

test('what is set for a time says when it ends', async () => {
  const { json } = await all.migrate('throttle', '--workers', '7', '--for', '30m');
  const { since, expiresAt } = json as { since: string; expiresAt: string };
  expect((Date.parse(expiresAt) - Date.parse(since)) / 60_000).toBeCloseTo(30, 1);
});

test('quiet hours are as long as was said', async () => {
  const { json } = await all.migrate('quiet', 'add', '--from', '0 8 * * 1-5', '--lasting', '10h', '--zone', 'Europe/Berlin');
  expect(json).toMatchObject([{ cron: '0 8 * * 1-5', minutes: 600, timeZone: 'Europe/Berlin' }]);
});

test('capture may be uninstalled, and not retired, while there is an account that HQ has made and leaves to Field', async () => {
  const put = createFieldHandlers(all.field).provisioning.putAccount;
  const account = sample.account('Made by HQ', { hqId: randomUUID() }).data;
  expect(await put({ source: 'hq', revision: 1, account, administrator: null })).toMatchObject({ outcome: 'applied' });
  expect(await all.migrate('uninstall', '--retire')).toMatchObject({
    code: 3,
    text: expect.stringContaining('authority move --all --to hq'),
  });
  expect((await captureStatus(all.field)).installed).toBe(true);
  expect(await all.migrate('uninstall')).toMatchObject({ code: 0, json: { installed: false } });
  expect((await captureStatus(all.field)).isRetired).toBe(false);
});
