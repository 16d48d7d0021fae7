import { randomUUID } from 'node:crypto';
import { type AdministrationClient, HqError } from '@hq-field/field-adapter';
import { afterAll, expect, test, vi } from 'vitest';
import { openSite } from './fixtures/site.ts';

// HQ is known and away, and every account is Field's.
const readProject = vi.fn<() => Promise<never>>(() => Promise.reject(new HqError('unreachable', 'a test')));
const site = await openSite({ hq: async () => ({ readProject }) as unknown as AdministrationClient });
afterAll(() => site.close());
const { acme, tower, field } = site;
const ann = await site.as('ann');

test('the end of a trial is that of the rules: the newest day that is known, none once it is converted', async () => {
  const shown = async () =>
    Promise.all(
      [acme, tower].map(async (path) => /free trial[^<]*<time datetime="([\d-]+)"/iu.exec((await ann.get(path)).text)?.[1] ?? null),
    );
  await field`update accounts set is_trial = true, trial_expires_on = '2030-01-01' where id = ${site.acmeId}`;
  expect(await shown()).toEqual(['2030-01-01', '2030-01-01']);
  await field`insert into free_trials (account_id, expires_on) values (${site.acmeId}, '2031-01-01'), (${site.acmeId}, '2029-01-01')`;
  expect(await shown()).toEqual(['2031-01-01', '2031-01-01']);
  await field`update free_trials set converted_at = now() where expires_on = '2029-01-01'`;
  expect(await shown()).toEqual([null, null]);
});

test('people whose rows refer to a company of another account are shown without it', async () => {
  const [foreign] = await field<{ id: string }[]>`
    insert into companies (guid, account_id, name) select ${randomUUID()}, id, 'Company of Other' from accounts where name = 'Other' returning id`;
  await field`update account_users set company_id = ${foreign?.id ?? null} where account_id = ${site.acmeId}`;
  await field`update contacts set company_id = ${foreign?.id ?? null}`;
  for (const path of [acme, tower]) expect((await ann.get(path)).text).not.toContain('Company of Other');
});

test('a project that is gone is not found, and HQ is asked only where something may live there', async () => {
  await field`update projects set deleted_at = now() where guid = ${site.towerGuid}`;
  for (const path of [tower, `${tower}/edit`]) expect([path, (await ann.get(path)).status]).toEqual([path, 404]);
  expect(readProject).not.toHaveBeenCalled();
  site.gates.values.set('field.administration', 'hq');
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect((await ann.get(tower)).status).toBe(503);
  written.mockRestore();
});
