import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { openSite } from '../pages/fixtures/site.ts';

const site = await openSite();
afterAll(() => site.close());
const { field, acmeId, guids } = site;
const ann = await site.as('ann');

/** Makes somebody's membership of the account out of these rows, the oldest first. */
async function isMemberBy(person: string, rows: readonly { role: string | null; status: string | null }[]): Promise<void> {
  const [user] = await field<{ id: string }[]>`select id from users where guid = ${person}`;
  await field`delete from account_users where user_id = ${user?.id ?? null}`;
  for (const row of rows) await field`insert into account_users ${field({ ...row, account_id: acmeId, user_id: user?.id ?? null })}`;
}

const membership = (person: string) => field`
  select m.role, m.status, c.guid::text as company from account_users m join users u on u.id = m.user_id
  left join companies c on c.id = m.company_id where u.guid = ${person} order by m.id`;

/** Role and status, as the page of the account has them. */
const onPage = async (email: string) => {
  const { document } = await ann.get(site.acme);
  const row = [...document.querySelectorAll('tr')].find(({ textContent }) => textContent.includes(email));
  return [...(row?.querySelectorAll('td') ?? [])].slice(1, 3).map(({ textContent }) => textContent);
};

test('who is a member by a disabled row of old and an active one is active, and stays so when the company alone is changed', async () => {
  await isMemberBy(guids.ben, [
    { role: 'member', status: 'disabled' },
    { role: 'member', status: 'active' },
  ]);
  expect(await onPage('ben@example.com')).toEqual(['Member', 'active']);
  expect((await ann.fill(`${site.acme}/people/${guids.ben}/edit`, { company: guids.bolt })).status).toBe(303);
  expect(await membership(guids.ben)).toEqual([
    { role: 'member', status: 'disabled', company: guids.bolt },
    { role: 'member', status: 'active', company: guids.bolt },
  ]);
  expect((await (await site.as('ben')).get(site.acme)).status).toBe(200);
  expect((await ann.fill(`${site.acme}/people/${guids.ben}/edit`, { status: 'disabled' })).status).toBe(303);
  expect((await membership(guids.ben)).map(({ status }) => status)).toEqual(['disabled', 'disabled']);
});

test('the only administrator, who has a disabled row of old beside the active one, may change the company', async () => {
  await isMemberBy(guids.ann, [
    { role: 'admin', status: 'disabled' },
    { role: 'admin', status: 'active' },
  ]);
  expect((await ann.fill(`${site.acme}/people/${guids.ann}/edit`, { company: guids.bolt })).status).toBe(303);
  expect((await ann.fill(`${site.acme}/people/${guids.ann}/edit`, { status: 'disabled' })).status).toBe(422);
});

test('a role of old that no rule knows is shown, and kept until another one is chosen', async () => {
  await isMemberBy(guids.ben, [
    { role: 'admin', status: 'active' },
    { role: ' Owner', status: 'active' },
  ]);
  expect(await onPage('ben@example.com')).toEqual(['owner', 'active']);
  expect((await ann.fill(`${site.acme}/people/${guids.ben}/edit`, { company: guids.bolt })).status).toBe(303);
  expect((await membership(guids.ben)).map(({ role, company }) => [role, company])).toEqual([
    ['admin', guids.bolt],
    [' Owner', guids.bolt],
  ]);
  expect((await ann.fill(`${site.acme}/people/${guids.ben}/edit`, { role: 'member' })).status).toBe(303);
  expect((await membership(guids.ben)).map(({ role }) => role)).toEqual(['member', 'member']);
});

test('the only administrator may change the company, with a role beside that no rule knows, and may not give the role away', async () => {
  await isMemberBy(guids.ann, [
    { role: 'owner', status: 'active' },
    { role: 'admin', status: 'active' },
  ]);
  const edit = `${site.acme}/people/${guids.ann}/edit`;
  expect((await ann.fill(edit, { company: guids.bolt })).status).toBe(303);
  expect((await ann.fill(edit, { role: 'member' })).status).toBe(422);
  expect((await ann.fill(edit, { role: 'admin' })).status).toBe(303);
  expect((await membership(guids.ann)).map(({ role }) => role)).toEqual(['admin', 'admin']);
});

interface Contact {
  roles: string | null;
  admin: boolean | null;
  status: string | null;
}

/** Makes somebody's place on the project out of these rows, the oldest first. */
async function isOnProjectBy(person: string, rows: readonly Contact[]): Promise<void> {
  await field`delete from contacts where user_id = (select id from users where guid = ${person})`;
  for (const { roles, admin, status } of rows)
    await field`
      insert into contacts (guid, project_id, user_id, roles, project_admin, status)
      select ${randomUUID()}, p.id, u.id, ${roles}, ${admin}, ${status} from projects p, users u where p.guid = ${site.towerGuid} and u.guid = ${person}`;
}

const contacts = (person: string) => field`
  select m.roles, m.project_admin as admin, m.status, m.company_id is not null as company from contacts m join users u on u.id = m.user_id
  where u.guid = ${person} order by m.id`;

const doraIsTwice = () =>
  isOnProjectBy(guids.dora, [
    { roles: 'Photo Viewer', admin: true, status: 'disabled' },
    { roles: 'inspector', admin: null, status: 'active' },
  ]);
const doraMayEdit = async () => (await (await site.as('dora')).get(`${site.tower}/edit`)).status === 200;

test('who administered a project by a row that is disabled does not again when the company alone is changed, and the roles stay', async () => {
  await doraIsTwice();
  expect(await doraMayEdit()).toBe(false);
  expect((await ann.fill(`${site.tower}/people/${guids.dora}/edit`, { company: guids.bolt })).status).toBe(303);
  expect(await contacts(guids.dora)).toEqual([
    { roles: 'Photo Viewer', admin: true, status: 'disabled', company: true },
    { roles: 'inspector', admin: null, status: 'active', company: true },
  ]);
  expect(await doraMayEdit()).toBe(false);
});

test('who administered a project by a row that is disabled does not again when the roles alone are changed', async () => {
  await doraIsTwice();
  expect((await ann.fill(`${site.tower}/people/${guids.dora}/edit`, { roles: ['architect'] })).status).toBe(303);
  expect(await contacts(guids.dora)).toMatchObject([
    { roles: 'architect', admin: true },
    { roles: 'architect', admin: null },
  ]);
  expect(await doraMayEdit()).toBe(false);
});

test('who administers a project by a role of old goes on when the roles are changed, and no longer when that is taken away', async () => {
  await isOnProjectBy(guids.dora, [{ roles: 'inspector, Project Admin', admin: null, status: 'active' }]);
  const edit = `${site.tower}/people/${guids.dora}/edit`;
  expect((await ann.fill(edit, { roles: ['architect'] })).status).toBe(303);
  expect([await contacts(guids.dora), await doraMayEdit()]).toMatchObject([[{ roles: 'architect', admin: true }], true]);
  await isOnProjectBy(guids.dora, [{ roles: 'inspector, Project Admin', admin: null, status: 'active' }]);
  expect((await ann.fill(edit, { projectAdmin: null })).status).toBe(303);
  expect([await contacts(guids.dora), await doraMayEdit()]).toMatchObject([[{ roles: 'inspector', admin: false }], false]);
});
