import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSite } from '../pages/fixtures/site.ts';

let site: Awaited<ReturnType<typeof openSite>>;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

const live = (table: 'users' | 'projects' | 'accounts') => site.field<{ name: string }[]>`
  select ${table === 'users' ? site.field`first_name` : site.field`name`} as name from ${site.field(table)} where deleted_at is null order by 1`;
const names = async (table: 'users' | 'projects' | 'accounts') => (await live(table)).map(({ name }) => name);

test('a project is removed, and its people go on to what they have left', async () => {
  const cleo = await site.as('cleo');
  const { status, location } = await cleo.fill(`${site.tower}/remove`);
  expect([status, location]).toEqual([303, '/accounts?done=removed']);
  expect(await names('projects')).toEqual([]);
  expect((await cleo.get(site.tower)).status).toBe(404);
  expect((await cleo.get(location ?? '')).text).toContain('Removed.');
});

test('an account goes with its projects and with the logins that it alone had', async () => {
  const { field, guids, acmeId } = site;
  // Ben is in another account too, Cleo on the project of one.
  await field`insert into account_users (account_id, user_id, role) select a.id, u.id, 'member' from accounts a, users u where a.name = 'Other' and u.guid = ${guids.ben}`;
  await field`insert into projects (guid, account_id, name) select ${randomUUID()}, id, 'Elsewhere' from accounts where name = 'Other'`;
  await field`insert into contacts (guid, project_id, user_id) select ${randomUUID()}, p.id, u.id from projects p, users u where p.name = 'Elsewhere' and u.guid = ${guids.cleo}`;
  const ann = await site.as('ann');
  expect((await ann.get(`${site.acme}/remove`)).text).toContain('Acme goes with all of its projects');
  expect((await ann.fill(`${site.acme}/remove`)).location).toBe('/accounts?done=removed');
  expect([await names('accounts'), await names('projects'), await names('users')]).toEqual([
    ['Other'],
    ['Elsewhere'],
    ['ben', 'cleo', 'dora', 'eve'],
  ]);
  expect(await field`select from projects where account_id = ${acmeId} and deleted_at is null`).toHaveLength(0);
  expect((await ann.get('/accounts')).status).toBe(303);
});

test('a page that showed something else removes nothing', async () => {
  const [ann, second] = [await site.as('ann'), await site.as('ann')];
  const shown = await ann.get(`${site.acme}/remove`);
  await second.fill(`${site.acme}/edit`, { name: 'Acme & Sons' });
  expect((await ann.send(shown)).status).toBe(409);
  expect(await names('accounts')).toEqual(['Acme & Sons', 'Other']);
});
