import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityFindings } from '../fixtures/accessibility.ts';
import { fieldsOf, openConsole, operator, type Visit, visit } from '../fixtures/console-visitor.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { account, accountMember, company, project, projectCompany, projectMember, user } from '../fixtures/records.ts';

// Every name of every record is an attack.
const script = `<script>alert("x")</script>'"&<img src=x onerror=alert(1)>`;
// A project's name cannot hold all of these in the contract; HQ shows what stands in its tables.
const hq = openTestHq(await testDatabase('hq', prepareHq));
const gates = { isOn: async () => true, value: async () => 'legacy', away: null };
const app = openConsole(hq.database, { gates, fieldPagesUrl: 'http://127.0.0.1:4020' });
const ids: Record<string, string> = {};
afterAll(() => hq.close());
beforeAll(async () => {
  const address = { addressLine1: script, city: script, stateOrProvince: script, postalCode: script, country: 'DE' } as const;
  await hq.send({
    account: [account('acme', { name: script, country: 'DE', timezone: 'Europe/Berlin', kind: 'trial', trialEndsOn: '2030-01-01' })],
    user: [user('ann', { firstName: script, lastName: script })],
    company: [company('bau', { name: script, city: script })],
    accountMember: [accountMember('acme', 'ann', { role: 'account_admin', company: 'bau' })],
    project: [project('tower', { projectType: script, jobNumber: script.slice(0, 100), ...address })],
    projectMember: [projectMember('tower', 'ann', { company: 'bau' })],
    projectCompany: [projectCompany('tower', 'bau')],
  });
  const sql = hq.database.read;
  await sql`update projects set name = ${script}`;
  await sql`update users set email = ${`${script.replaceAll(' ', '')}@example.com`}`;
  for (const table of ['accounts', 'projects']) {
    const [row] = await hq.rows<{ id: string }>(`select id from ${table}`);
    ids[table] = row?.id ?? '';
  }
  await sql`insert into provisioning (entity, record_id, waits_because) values ('account', ${ids.accounts ?? ''}, ${script})`;
  await sql`insert into provisioning (entity, record_id, refused_because) values ('project', ${ids.projects ?? ''}, ${script})`;
});

const wrongAccount = { name: script.repeat(10), kind: 'x', trialEndsOn: script, adminEmail: script, adminFirstName: script };
const pages: [string, (who: Awaited<ReturnType<typeof visit>>) => Promise<Visit>][] = [
  ['the list of accounts', (who) => who.get('/console/accounts')],
  ['a search', (who) => who.get(`/console/accounts?name=${encodeURIComponent(script)}`)],
  ['a search without an answer', (who) => who.get(`/console/accounts?name=${encodeURIComponent(`${script}z`)}`)],
  ['an account', (who) => who.get(`/console/accounts/${ids.accounts}?sent=before`)],
  ['a project', (who) => who.get(`/console/projects/${ids.projects}?sent=before`)],
  ['the form of an account', (who) => who.get('/console/accounts/new')],
  ['the form of a project', (who) => who.get(`/console/accounts/${ids.accounts}/projects/new`)],
  [
    'a form with mistakes',
    async (who) => who.post('/console/accounts', { ...fieldsOf(await who.get('/console/accounts/new')), ...wrongAccount }),
  ],
  ['a form out of date', (who) => who.post('/console/accounts', { ...wrongAccount, token: script })],
  ['what waits for Field', (who) => who.get('/console/provisioning')],
  ['an address of nothing', (who) => who.get(`/console/${encodeURIComponent(script)}`)],
  ['the sign-in', async () => (await visit(app, null)).get(`/console/sign-in?to=${encodeURIComponent(script)}`)],
  ['a sign-in that failed', async () => (await visit(app, null)).post('/console/sign-in', { email: script, to: script })],
  ['a page for others', async () => (await visit(app, 'ann@example.com')).get('/console/provisioning')],
];

test.each(pages)('%s: names are text, the frame is whole, and axe finds nothing serious', async (_title, open) => {
  const seen = await open(await visit(app, operator));
  expect(seen.headers.get('content-type')).toContain('text/html');
  const { page } = seen;
  // Nothing of a record has become an element.
  expect([...page.querySelectorAll('script, img, [onerror], style, [style]')]).toEqual([]);
  expect(seen.text).not.toContain('&amp;lt;');
  expect(seen.text).not.toContain('[object');
  expect(seen.text).not.toContain('undefined');
  expect([...page.querySelectorAll('h1')]).toHaveLength(1);
  expect([...page.querySelectorAll('main')]).toHaveLength(1);
  // Headings go down one level at a time.
  const levels = [...page.querySelectorAll('h1, h2, h3, h4')].map(({ tagName }) => Number(tagName.slice(1)));
  for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  for (const table of page.querySelectorAll('table')) {
    expect(table.querySelector('caption')?.textContent).not.toBe('');
    for (const head of table.querySelectorAll('th')) expect(['col', 'row']).toContain(head.getAttribute('scope'));
  }
  for (const field of page.querySelectorAll('input:not([type=hidden]), select'))
    expect(page.querySelector(`label[for="${field.getAttribute('id')}"]`)).not.toBeNull();
  expect(await accessibilityFindings(seen.text)).toEqual([]);
});

test('axe is really asked', async () => {
  expect(await accessibilityFindings('<html lang="en"><title>t</title><main><h1>h</h1><img src="/x"><input></main>')).toEqual([
    expect.stringContaining('image-alt'),
    expect.stringContaining('label'),
  ]);
});

test('names are shown as they are', async () => {
  const who = await visit(app, operator);
  const shown = async (path: string) => (await who.get(path)).page.querySelector('main')?.textContent ?? '';
  for (const path of [
    '/console/accounts',
    `/console/accounts/${ids.accounts}`,
    `/console/projects/${ids.projects}`,
    '/console/provisioning',
  ])
    expect(await shown(path)).toContain(script);
});
