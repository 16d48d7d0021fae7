import { installCapture, uninstallCapture } from '@hq-field/field-adapter';
import { afterAll, expect, test } from 'vitest';
import { openSite, type Visit } from './fixtures/site.ts';

const site = await openSite();
afterAll(() => site.close());
const { acme, tower, guids, field } = site;
const [ann, ben, cleo, dora, eve] = [
  await site.as('ann'),
  await site.as('ben'),
  await site.as('cleo'),
  await site.as('dora'),
  await site.as('eve'),
];

const mistakes = ({ document }: Visit) => [...document.querySelectorAll('[role=alert] li')].map((one) => one.textContent);
const links = ({ document }: Visit) => [...document.querySelectorAll('main a')].map((one) => one.getAttribute('href'));

test('the accounts and projects of a person are listed, and no others', async () => {
  const page = await ann.get('/accounts');
  expect(page.status).toBe(200);
  expect(links(page)).toEqual([acme]);
  expect(links(await dora.get('/accounts'))).toEqual(expect.arrayContaining([tower]));
  expect((await eve.get('/accounts')).text).not.toContain('Acme');
});

test('the account shows its values, people with role and status, companies and projects', async () => {
  const { text, status } = await ann.get(acme);
  expect(status).toBe(200);
  for (const shown of [
    'Acme',
    'USA',
    'Eastern Time (US &amp; Canada)',
    'ben@example.com',
    'Account administrator',
    'active',
    'Bolt',
    'Concrete',
    'Tower',
  ])
    expect(text).toContain(shown);
});

test('the project shows its values and its people with their roles', async () => {
  const { text } = await cleo.get(tower);
  for (const shown of ['Tower', '2017-02-01', '1200.50 USD', 'Project administrator', 'Architect, photo viewer', 'Inspector'])
    expect(text).toContain(shown);
});

const forms = {
  account: [
    `${acme}/edit`,
    `${acme}/remove`,
    `${acme}/people/new`,
    `${acme}/people/${guids.ben}/edit`,
    `${acme}/people/${guids.ben}/remove`,
    `${acme}/companies/new`,
    `${acme}/companies/${guids.bolt}/edit`,
    `${acme}/companies/${guids.bolt}/remove`,
    `${acme}/projects/new`,
  ],
  project: [
    `${tower}/edit`,
    `${tower}/remove`,
    `${tower}/people/new`,
    `${tower}/people/${guids.dora}/edit`,
    `${tower}/people/${guids.dora}/remove`,
  ],
};

test.each([...forms.account, ...forms.project])('%s is open to an account administrator', async (path) => {
  expect((await ann.get(path)).document.querySelector('form.sheet')).not.toBeNull();
});

test.each(forms.project)('%s is open to the administrator of the project', async (path) => {
  expect((await cleo.get(path)).document.querySelector('form.sheet')).not.toBeNull();
});

test.each([
  ['a member', ben, [...forms.account, ...forms.project], ['ann', 'cleo']],
  ['a project administrator', cleo, forms.account, ['ann']],
  ['somebody on the project only', dora, forms.project, ['cleo', 'ann']],
] as const)('%s is refused with 403 and told who can do it, in showing and in sending', async (_who, visitor, paths, able) => {
  const before =
    await field`select (select md5(string_agg(t::text, '' order by id)) from account_users t) as a, (select md5(string_agg(t::text, '' order by id)) from contacts t) as c`;
  for (const path of paths)
    for (const page of [await visitor.get(path), await visitor.post(path, { mode: 'legacy', seen: '', name: 'x' })]) {
      expect([path, page.status]).toEqual([path, 403]);
      expect(able.some((name) => page.text.includes(name))).toBe(true);
    }
  expect(
    await field`select (select md5(string_agg(t::text, '' order by id)) from account_users t) as a, (select md5(string_agg(t::text, '' order by id)) from contacts t) as c`,
  ).toEqual(before);
});

test('members read, and are shown no links to forms', async () => {
  for (const [visitor, path] of [
    [ben, acme],
    [ben, tower],
    [dora, tower],
    [cleo, acme],
  ] as const) {
    const page = await visitor.get(path);
    expect(page.status).toBe(200);
    expect(links(page).filter((href) => /\/(edit|new|remove)$/u.test(href ?? ''))).toEqual([]);
  }
});

test('a stranger is refused with 403 and learns no name', async () => {
  for (const path of [acme, tower, ...forms.account, ...forms.project]) {
    const page = await eve.get(path);
    expect([path, page.status]).toEqual([path, 403]);
    expect(page.text).not.toMatch(/Acme|Tower|ann|cleo/u);
  }
  expect((await dora.get(acme)).status).toBe(403);
});

test('who is not signed in is sent to the sign-in, and comes back', async () => {
  const nobody = site.visitor();
  const { status, location } = await nobody.get(`${acme}/edit`);
  expect([status, location]).toEqual([303, `/sign-in?next=${encodeURIComponent(`${acme}/edit`)}`]);
  expect((await nobody.send(await nobody.get(location ?? ''), { email: 'ann@example.com' })).location).toBe(`${acme}/edit`);
  expect((await site.visitor().post(`${acme}/edit`, { name: 'x' })).status).toBe(401);
});

test('every mistake is named at once, at its field, and what was typed is kept', async () => {
  const page = await cleo.fill(`${tower}/edit`, {
    name: ' ',
    startDate: '2018-02-30',
    cost: '12,5',
    currency: 'Taler',
    identifier: 'kept <b>',
  });
  expect(page.status).toBe(422);
  expect(mistakes(page)).toHaveLength(4);
  for (const link of page.document.querySelectorAll<HTMLAnchorElement>('[role=alert] a')) {
    const input = page.document.querySelector(link.getAttribute('href') ?? '');
    expect(input?.getAttribute('aria-invalid')).toBe('true');
    const described = (input?.getAttribute('aria-describedby') ?? '').split(' ').at(-1) ?? '';
    expect(page.document.getElementById(described)?.textContent).not.toBe('');
  }
  expect(page.document.querySelector<HTMLInputElement>('#field-identifier')?.value).toBe('kept <b>');
  expect(mistakes(await cleo.fill(`${tower}/edit`, { startDate: '2018-02-02' }))).toEqual([expect.stringContaining('Last day')]);
});

test('an edit that comes too late is refused and shows both; sent again it is taken', async () => {
  const form = await ann.get(`${acme}/edit`);
  expect((await ann.fill(`${acme}/edit`, { name: 'Acme Two' })).status).toBe(303);
  const late = await ann.send(form, { name: 'Acme Three', language: 'de' });
  expect(late.status).toBe(409);
  expect([...late.document.querySelectorAll('tr.differs td')].map((one) => one.textContent)).toEqual([
    'Acme Two',
    'Acme Three',
    'English',
    'German',
  ]);
  expect((await field`select name from accounts where id = ${site.acmeId}`)[0]?.['name']).toBe('Acme Two');
  expect((await ann.send(late)).status).toBe(303);
  expect(
    (await field`select name, locale, time_zone as zone, updated_at > '2017-01-02' as touched from accounts where id = ${site.acmeId}`)[0],
  ).toEqual({
    name: 'Acme Three',
    locale: 'de',
    zone: 'Eastern Time (US & Canada)',
    touched: true,
  });
});

test('two who remove and edit the same person: the second is told', async () => {
  await ann.fill(`${acme}/people/new`, { email: 'fred@example.com', firstName: 'Fred' });
  const [row] = await field<{ guid: string }[]>`select guid::text as guid from users where email = 'fred@example.com'`;
  const edit = await ann.get(`${acme}/people/${row?.guid}/edit`);
  const remove = await ann.get(`${acme}/people/${row?.guid}/remove`);
  expect((await ann.send(edit, { role: 'admin' })).status).toBe(303);
  const again = await ann.send(remove);
  expect(again.status).toBe(409);
  expect((await ann.send(again)).location).toBe(`${acme}?done=removed`);
  expect((await ann.send(edit)).status).toBe(404);
});

test('a person is added, gets a company and is removed, also from the projects', async () => {
  expect((await ann.fill(`${acme}/people/new`, { email: 'gil@example.com', company: guids.bolt })).location).toBe(`${acme}?done=added`);
  for (const email of ['gil@example.com', 'Gil@Example.com'])
    expect(mistakes(await ann.fill(`${acme}/people/new`, { email }))).toEqual([expect.stringContaining('already')]);
  const [gil] = await field<{ id: string; guid: string }[]>`select id, guid::text as guid from users where email = 'gil@example.com'`;
  const added = await cleo.fill(`${tower}/people/new`, { person: gil?.guid ?? '', roles: ['engineer', 'owner'], projectAdmin: 'yes' });
  expect(added.location).toBe(`${tower}?done=added`);
  expect((await field`select roles, project_admin from contacts where user_id = ${gil?.id ?? ''}`)[0]).toEqual({
    roles: 'engineer,owner',
    project_admin: true,
  });
  await cleo.fill(`${tower}/people/${gil?.guid}/edit`, { roles: null, projectAdmin: null, company: guids.bolt });
  expect(
    (await field`select roles, project_admin, company_id is not null as company from contacts where user_id = ${gil?.id ?? ''}`)[0],
  ).toEqual({ roles: '', project_admin: false, company: true });
  await ann.fill(`${acme}/people/${gil?.guid}/remove`);
  const [left] = await field`
    select (select count(*)::int from account_users where user_id = ${gil?.id ?? ''} and deleted_at is null) as accounts,
      (select count(*)::int from contacts where user_id = ${gil?.id ?? ''} and deleted_at is null) as projects`;
  expect(left).toEqual({ accounts: 0, projects: 0 });
});

test('a role that Field alone knows is kept when the others change', async () => {
  await cleo.fill(`${tower}/people/${guids.cleo}/edit`, { roles: ['architect', 'photo_viewer', 'owner'] });
  const [row] = await field`select roles, project_admin from contacts c join users u on u.id = c.user_id where u.guid = ${guids.cleo}`;
  expect(row).toEqual({ roles: 'architect,photo_viewer,owner', project_admin: true });
});

test('the only administrator of an account stays', async () => {
  const path = `${acme}/people/${guids.ann}`;
  for (const page of [
    await ann.fill(`${path}/edit`, { role: 'member' }),
    await ann.fill(`${path}/edit`, { status: 'disabled' }),
    await ann.fill(`${path}/remove`),
  ]) {
    expect(page.status).toBe(422);
    expect(mistakes(page)).toEqual([expect.stringContaining('only administrator')]);
  }
});

test('an administrator whose login is disabled is none: the last who signs in stays, and nobody is sent to who cannot', async () => {
  await field`update account_users set role = 'admin' where user_id = (select id from users where guid = ${guids.cleo})`;
  await field`update users set status = ' Disabled' where guid = ${guids.cleo}`;
  const path = `${acme}/people/${guids.ann}`;
  for (const page of [await ann.fill(`${path}/edit`, { role: 'member' }), await ann.fill(`${path}/remove`)])
    expect([page.status, mistakes(page)]).toEqual([422, [expect.stringContaining('only administrator')]]);
  for (const [visitor, asked] of [
    [ben, `${acme}/edit`],
    [dora, `${tower}/edit`],
  ] as const)
    expect((await visitor.get(asked)).text).toMatch(/These people can: ann\. Ask/u);
  await field`update users set status = 'active' where guid = ${guids.cleo}`;
  await field`update account_users set role = 'member' where user_id = (select id from users where guid = ${guids.cleo})`;
});

test('an administrator who is inactive in the account is none, and the last one is not made inactive', async () => {
  const membership = (role: string, status: string) =>
    field`update account_users set role = ${role}, status = ${status} where user_id = (select id from users where guid = ${guids.ben})`;
  await membership('admin', ' Inactive');
  expect((await ben.get(`${acme}/edit`)).status).toBe(403);
  expect(links(await ben.get('/accounts'))).not.toContain(acme);
  expect((await ann.fill(`${acme}/people/${guids.ann}/edit`, { role: 'member' })).status).toBe(422);
  await membership('member', 'active');
  // The row that counts is what the form shows, not an older one of hers that is inactive.
  await field`
    insert into account_users (id, account_id, user_id, role, status) select 0, account_id, user_id, 'member', 'inactive' from account_users
    where user_id = (select id from users where guid = ${guids.ann})`;
  expect((await ann.fill(`${acme}/people/${guids.ann}/edit`)).status).toBe(303);
  expect((await ann.fill(`${acme}/people/${guids.ann}/edit`, { status: 'disabled' })).status).toBe(422);
  await field`delete from account_users where id = 0`;
});

test('who may do what does not depend on the locale of the database: to a Turkish one "I" is another letter', async () => {
  const locale = (name: string) =>
    field.unsafe(`
      alter table account_users alter role type varchar(32) collate "${name}", alter status type varchar(32) collate "${name}";
      alter table users alter status type varchar(32) collate "${name}";
      alter table contacts alter roles type varchar(1024) collate "${name}"`);
  await locale('tr-x-icu');
  await field`update account_users set role = 'ADMIN', status = 'INVITED' where user_id = (select id from users where guid = ${guids.ben})`;
  await field`update contacts set roles = 'PROJECT_ADMIN' where user_id = (select id from users where guid = ${guids.dora})`;
  for (const [visitor, path] of [
    [ben, acme],
    [dora, tower],
  ] as const)
    expect((await visitor.get(`${path}/edit`)).status).toBe(200);
  await field`update account_users set status = 'INACTIVE' where user_id = (select id from users where guid = ${guids.ben})`;
  expect((await ben.get(`${acme}/edit`)).status).toBe(403);
  await field`update users set status = 'DISABLED' where guid = ${guids.dora}`;
  expect((await dora.get(`${tower}/edit`)).status).toBe(303);
  await field`update users set status = 'active' where guid = ${guids.dora}`;
  await field`update account_users set role = 'member', status = 'active' where user_id = (select id from users where guid = ${guids.ben})`;
  await field`update contacts set roles = 'inspector' where user_id = (select id from users where guid = ${guids.dora})`;
  await locale('default');
});

test('a company is added, renamed and removed; two of one name are refused', async () => {
  expect((await ann.fill(`${acme}/companies/new`, { name: 'Nuts', website: 'https://nuts.example.com', trade: 'Concrete' })).status).toBe(
    303,
  );
  expect(mistakes(await ann.fill(`${acme}/companies/new`, { name: ' bolT. ' }))).toEqual([expect.stringContaining('already')]);
  const [nuts] = await field<{ guid: string; id: string }[]>`select guid::text as guid, id from companies where name = 'Nuts'`;
  await ann.fill(`${acme}/companies/${nuts?.guid}/edit`, { name: 'Nuts & Co' });
  await ann.fill(`${acme}/people/${guids.ben}/edit`, { company: nuts?.guid ?? '' });
  expect((await ann.get(acme)).text).toContain('Nuts &amp; Co');
  await ann.fill(`${acme}/companies/${nuts?.guid}/remove`);
  const [row] = await field`
    select c.deleted_at is not null as gone, (select count(*)::int from account_users where company_id = c.id) as people from companies c where id = ${nuts?.id ?? ''}`;
  expect(row).toEqual({ gone: true, people: 0 });
});

test('a project is created by an account administrator, edited and archived, and told to HQ', async () => {
  const { location } = await ann.fill(`${acme}/projects/new`, { name: 'Bridge', startDate: '2018-01-01' });
  const path = String(location).replace('?done=created', '');
  expect(site.created).toEqual([`project ${path.split('/').at(-1)}`]);
  await ann.fill(`${path}/edit`, { cost: '99.5', currency: 'EUR', completionDate: '2019-01-01', status: 'archived', identifier: 'B-1' });
  const [row] =
    await field`select status, is_active, cost::text, cost_currency as money, completion_date::text as last, identifier from projects where name = 'Bridge'`;
  expect(row).toEqual({ status: 'archived', is_active: false, cost: '99.50', money: 'EUR', last: '2019-01-01', identifier: 'B-1' });
  expect((await ann.get(path)).text).toContain('archived');
});

test('a form of a new project that is sent twice makes one, and a name that HQ would refuse is refused', async () => {
  const form = await ann.get(`${acme}/projects/new`);
  const [one, two] = await Promise.all([ann.send(form, { name: 'Click/1' }), ann.send(form, { name: 'Click/1' })]);
  expect([one.status, two.location]).toEqual([303, one.location]);
  expect(await field`select from projects where name = 'Click/1'`).toHaveLength(1);
  expect(mistakes(await ann.send(form, { name: 'Click/2' }))).toEqual([expect.stringContaining('sent before with other answers')]);
  const path = String(one.location).split('?')[0] ?? '';
  const other = await ann.fill(`${acme}/projects/new`, { name: 'Clock' });
  const clock = String(other.location).split('?')[0] ?? '';
  const taken = [expect.stringContaining('living project of this name')];
  expect(mistakes(await ann.fill(`${acme}/projects/new`, { name: 'CLICK-1.' }))).toEqual(taken);
  expect(mistakes(await ann.fill(`${clock}/edit`, { name: 'click-1' }))).toEqual(taken);
  // What is archived reserves no name until it lives again; one's own name is free.
  expect((await ann.fill(`${path}/edit`, { status: 'archived' })).status).toBe(303);
  expect((await ann.fill(`${clock}/edit`, { name: 'click-1' })).status).toBe(303);
  expect((await ann.fill(`${clock}/edit`, { name: 'Click-1' })).status).toBe(303);
  expect(mistakes(await ann.fill(`${path}/edit`, { status: 'active' }))).toEqual(taken);
});

test('what a form changes keeps the trace of its request, on its way to HQ', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const ownPath = `${acme}/companies/${guids.bolt}/edit`;
  const changes = () =>
    field`select nullif(traceparent, '') as traceparent from outbound.changes where table_name = 'companies' order by captured_at desc limit 1`;
  await installCapture(field);
  ann.added = { traceparent };
  expect((await ann.fill(ownPath, { telephone: '1' })).status).toBe(303);
  expect(await changes()).toEqual([{ traceparent }]);
  ann.added = {};
  expect((await ann.fill(ownPath, { telephone: '' })).status).toBe(303);
  expect(await changes()).toEqual([{ traceparent: null }]);
  await uninstallCapture(field);
});

test('what was done is said in words of Field’s own, whatever the address asks for', async () => {
  for (const [done, said] of [
    ['saved', 'Saved.'],
    ['constructor', undefined],
    ['__proto__', undefined],
  ] as const)
    expect([done, (await ann.get(`${acme}?done=${done}`)).document.querySelector('[role=status]')?.textContent]).toEqual([done, said]);
});

test('an unknown guid is not found', async () => {
  const none = '00000000-0000-4000-8000-000000000000';
  for (const path of [
    `/accounts/${none}`,
    `/projects/${none}`,
    `/accounts/${none}/edit`,
    `${acme}/people/${none}/edit`,
    `${acme}/companies/${none}/edit`,
    `${tower}/people/${none}/remove`,
    '/nowhere',
    '/accounts/x',
  ])
    expect([path, (await ann.get(path)).status]).toEqual([path, 404]);
});

test('whatever is typed into a name is text on every page', async () => {
  const script = '<script>alert(1)</script>"\'&';
  await ann.fill(`${acme}/edit`, { name: `A${script}` });
  await ann.fill(`${acme}/people/new`, { email: 'xen@example.com', firstName: `F${script}`, lastName: `L${script}` });
  await ann.fill(`${acme}/companies/new`, { name: `C${script}`, category: `K${script}`, telephone: `T${script}` });
  const made = await ann.fill(`${acme}/projects/new`, { name: `P${script}` });
  const project = String(made.location).split('?')[0] ?? '';
  expect((await ann.fill(`${project}/edit`, { identifier: `I${script}`, type: `Y${script}` })).status).toBe(303);
  const [xen] = await field<{ guid: string }[]>`select guid::text as guid from users where email = 'xen@example.com'`;
  const [company] = await field<{ guid: string }[]>`select guid::text as guid from companies where name like 'C<script>%'`;
  await ann.fill(`${project}/people/new`, { person: xen?.guid ?? '', company: company?.guid ?? '' });
  const xenVisitor = await site.as('xen');
  const pages = [
    await ann.get('/accounts'),
    await ann.get(acme),
    await ann.get(project),
    await ann.get(`${project}/edit`),
    await ann.get(`${project}/people/${xen?.guid}/edit`),
    await ann.get(`${acme}/people/${xen?.guid}/remove`),
    await ann.get(`${acme}/companies/${company?.guid}/edit`),
    await ann.fill(`${acme}/edit`, { name: `${script}${'x'.repeat(256)}` }),
    await xenVisitor.get('/accounts'),
    await xenVisitor.get(`${acme}/edit`),
  ];
  for (const { document, text } of pages) {
    expect(document.querySelectorAll('script')).toHaveLength(0);
    expect(text).toMatch(/&lt;script&gt;/u);
  }
});

test('a page of 500 people takes a fixed number of statements', async () => {
  await field`
    with made as (insert into users (guid, email, first_name) select gen_random_uuid(), 'p' || n || '@example.com', 'Person ' || n from generate_series(1, 500) n returning id)
    insert into account_users (account_id, user_id, role, status) select ${site.acmeId}, id, 'member', 'active' from made`;
  await ann.get(acme);
  const before = site.statements();
  const page = await ann.get(acme);
  expect(site.statements() - before).toBeLessThan(12);
  expect(page.document.querySelectorAll('section[aria-labelledby=people] tbody tr').length).toBeGreaterThanOrEqual(500);
});
