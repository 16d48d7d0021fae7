import { HqError } from '@hq-field/field-adapter';
import { afterAll, expect, test, vi } from 'vitest';
import type { AdministrationWrites } from '../administration/administration.ts';
import { openSite, Visitor } from '../pages/fixtures/site.ts';
import type { PagesContext } from '../pages/pages-context.ts';
import { trialPages } from './trial.ts';

const site = await openSite();
afterAll(() => site.close());
const { field } = site;

test('a free trial ends in the working page of its project, with its administrator signed in and its end shown', async () => {
  const visitor = site.visitor();
  const { status, location } = await visitor.fill('/trial', {
    account: 'New <b>',
    project: 'First',
    email: 'nina@example.com',
    firstName: 'Nina',
  });
  expect([status, location]).toEqual([303, expect.stringMatching(/^\/projects\/[0-9a-f-]{36}\?done=trial$/u)]);
  const page = await visitor.get(location ?? '');
  const [row] = await field<{ until: string; project: string; days: number }[]>`
    select f.expires_on::text as until, p.guid::text as project, f.expires_on - current_date as days
    from free_trials f join projects p on p.id = f.project_id join accounts a on a.id = f.account_id and a.is_trial and a.trial_expires_on = f.expires_on`;
  expect(row).toMatchObject({ days: 30, project: location?.slice(10, 46) });
  for (const words of ['First', 'Nina', 'Project administrator', 'Your free trial has begun', row?.until ?? '?'])
    expect(page.text).toContain(words);
  expect((await visitor.fill(`/projects/${row?.project}/edit`, { name: 'First of many' })).status).toBe(303);
  expect(site.created.map((one) => one.split(' ')[0])).toEqual(['account', 'project']);
  const accounts = await visitor.get('/accounts');
  expect(accounts.text).toContain('New &lt;b&gt;');
});

test('who is in Field already signs in instead: nobody becomes somebody else by a trial', async () => {
  for (const email of ['ann@example.com', 'Ann@Example.com']) {
    const visitor = site.visitor();
    const page = await visitor.fill('/trial', { account: 'Mine', project: 'P', email });
    expect([page.status, visitor.cookie]).toEqual([422, '']);
    expect(page.text).toContain('belongs to somebody in Field already');
    expect((await visitor.fill('/sign-in', { email })).location).toBe('/accounts');
  }
});

test('every mistake is named at once and nothing is made', async () => {
  const before = await field`select count(*) from accounts`;
  const page = await site.visitor().fill('/trial', { account: '', project: 'x'.repeat(513), email: 'not an e-mail' });
  expect(page.document.querySelectorAll('[role=alert] li')).toHaveLength(3);
  expect(await field`select count(*) from accounts`).toEqual(before);
});

test('two trials of one e-mail at once make one', async () => {
  const visitors = [site.visitor(), site.visitor()];
  const sent = await Promise.all(visitors.map((one) => one.fill('/trial', { account: 'Twice', project: 'P', email: 'twice@example.com' })));
  expect(sent.map(({ status }) => status).toSorted()).toEqual([303, 422]);
  expect(await field`select 1 from accounts where name = 'Twice'`).toHaveLength(1);
});

/** The trial where HQ answers so. */
function trialWith(startTrial: AdministrationWrites['startTrial']): Visitor {
  const administrationOf = async () => ({ mode: 'hq', administration: { writes: { startTrial }, closed: null } });
  return new Visitor(trialPages({ gates: site.gates, personOf: async () => null, administrationOf } as unknown as PagesContext));
}
const answers = { account: 'Kept & shown', project: 'P', email: 'Nils+1@example.com' };

test.each([
  ['request_invalid', 502, 'would refuse it again', false],
  ['unavailable', 503, 'send it again', true],
] as const)('HQ answers %s: what was typed is kept, and sent again only where that helps', async (code, status, words, hasForm) => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const page = await trialWith(() => Promise.reject(new HqError(code, 'a test'))).fill('/trial', answers);
  written.mockRestore();
  expect([page.status, page.text.includes(words), page.text.includes('Kept &amp; shown')]).toEqual([status, true, true]);
  expect(page.document.querySelector('form.sheet') !== null).toBe(hasForm);
});

test('a login that comes later: the sign-in says that the trial has begun, and with which e-mail to sign in', async () => {
  const { location } = await trialWith(async () => ({ account: 'a', project: 'p', creator: null })).fill('/trial', answers);
  const page = await site.visitor().get(location ?? '');
  const said = page.document.querySelector('[role=status]')?.textContent;
  expect([said, page.document.querySelector<HTMLInputElement>('#field-email')?.value]).toEqual([
    expect.stringMatching(/trial has begun.*Nils\+1@example\.com/u),
    'Nils+1@example.com',
  ]);
});
