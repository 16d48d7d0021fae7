import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConsole, operator, textsOf, type Visitor, visit } from '../fixtures/console-visitor.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { account, accountMember, project, projectMember, user } from '../fixtures/records.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const app = openConsole(hq.database);
afterAll(() => hq.close());

// Ann administers acme, Ben is on its tower, Cem was; Dot administers beta; Eve is in no account.
const people = ['ann', 'ben', 'cem', 'dot', 'eve'];
const ids: Record<string, string> = {};
beforeAll(async () => {
  await hq.send({
    account: [account('acme'), account('beta')],
    user: people.map((name) => user(name)),
    accountMember: [
      accountMember('acme', 'ann', { role: 'account_admin' }),
      accountMember('acme', 'ben'),
      accountMember('acme', 'cem'),
      accountMember('acme', 'dot', { role: 'account_admin', status: 'inactive' }),
      accountMember('beta', 'dot', { role: 'account_admin' }),
    ],
    project: [project('tower'), project('bridge'), project('barn', { account: 'beta' })],
    projectMember: [projectMember('tower', 'ben'), projectMember('tower', 'cem', { status: 'inactive' })],
  });
  for (const { name, id } of await hq.rows<{ name: string; id: string }>(
    'select name, id from accounts union all select name, id from projects',
  ))
    ids[name] = id;
});

const at = (path: string): string => path.replace(/:(\w+)/gu, (_, name: string) => ids[name] ?? name);
const signedIn = (who: string): Promise<Visitor> => visit(app, who === 'operator' ? operator : `${who}@example.com`);

const pages: [string, string[]][] = [
  ['/console/accounts/:acme', ['operator', 'ann', 'ben', 'cem']],
  ['/console/accounts/:beta', ['operator', 'dot']],
  ['/console/projects/:tower', ['operator', 'ann', 'ben']],
  ['/console/projects/:bridge', ['operator', 'ann']],
  ['/console/projects/:barn', ['operator', 'dot']],
  ['/console/accounts/new', ['operator']],
  ['/console/accounts/:acme/projects/new', ['operator', 'ann']],
  ['/console/accounts/:beta/projects/new', ['operator', 'dot']],
  ['/console/provisioning', ['operator']],
];

test.each(pages)('%s is for %j', async (path, allowed) => {
  for (const who of ['operator', ...people]) {
    const { status, page } = await (await signedIn(who)).get(at(path));
    expect([who, status]).toEqual([who, allowed.includes(who) ? 200 : 403]);
    if (status === 403) expect(page.querySelector('main')?.textContent).toMatch(/operators? of HQ/u);
  }
});

test.each<[string, string[]]>([
  ['/console/accounts', ['operator']],
  ['/console/accounts/:acme/projects', ['operator', 'ann']],
])('a form sent to %s is for %j, also without its page', async (path, allowed) => {
  for (const who of ['operator', ...people]) {
    // Without a token nothing is created; whoever may create is told of the mistakes.
    const { status } = await (await signedIn(who)).post(at(path), { name: 'Mine' });
    expect([who, status]).toEqual([who, allowed.includes(who) ? 422 : 403]);
  }
  expect(await hq.rows(`select from provisioning`)).toEqual([]);
});

test('each sees their accounts in the list, and operators all', async () => {
  const seen = async (who: string) => textsOf(await (await signedIn(who)).get('/console/accounts'), 'tbody th');
  expect(await seen('operator')).toEqual(['acme', 'beta']);
  expect(await seen('ann')).toEqual(['acme']);
  expect(await seen('cem')).toEqual(['acme']);
  expect(await seen('dot')).toEqual(['beta']);
  expect(await seen('eve')).toEqual([]);
  expect((await (await signedIn('eve')).get('/console/accounts')).text).toContain('You are in no account yet');
});

test('a member sees the projects that they are on, and neither the people nor what only administrators do', async () => {
  const seen = await (await signedIn('ben')).get(at('/console/accounts/:acme'));
  expect(textsOf(seen, 'tbody th')).toEqual(['tower']);
  expect(seen.text).not.toContain('ann@example.com');
  expect(seen.text).not.toContain('projects/new');
  const all = await (await signedIn('ann')).get(at('/console/accounts/:acme'));
  expect(textsOf(all, 'tbody th')).toEqual(['bridge', 'tower', ...['ann', 'ben', 'cem', 'dot'].map((name) => `${name}@example.com`)]);
  expect(all.text).toContain('projects/new');
});

test('what does not exist is not found, whatever its address looks like', async () => {
  const visitor = await signedIn('operator');
  for (const path of [
    '/console/accounts/0190a000-0000-7000-8000-00000000000a',
    '/console/projects/0190a000-0000-7000-8000-00000000000a',
    '/console/accounts/0190a000-0000-7000-8000-00000000000a/projects/new',
    "/console/projects/1'%20or%201=1",
    '/console/accounts/%00',
    '/console/nothing',
  ])
    expect([path, (await visitor.get(path)).status]).toEqual([path, 404]);
});
