import { afterAll, expect, test } from 'vitest';
import { openHqSite } from '../pages/fixtures/hq-site.ts';
import type { Visit } from '../pages/fixtures/site.ts';

const site = await openHqSite();
afterAll(() => site.close());
const { acme, tower, guids, field, hqSql, gates } = site;
const [ann, ben, cleo, dora, eve] = [
  await site.as('ann'),
  await site.as('ben'),
  await site.as('cleo'),
  await site.as('dora'),
  await site.as('eve'),
];

const mistakes = ({ document }: Visit) => [...document.querySelectorAll('[role=alert] li')].map((one) => one.textContent);
const links = ({ document }: Visit) => [...document.querySelectorAll('main a')].map((one) => one.getAttribute('href'));
/** What Field's tables hold of accounts, in short; people are shared, and stay Field's. */
const tables = async () =>
  (
    await field`
    select (select md5(string_agg(t::text, '' order by id)) from accounts t) as accounts, (select md5(string_agg(t::text, '' order by id)) from account_users t) as members,
      (select md5(string_agg(t::text, '' order by id)) from companies t) as companies, (select md5(string_agg(t::text, '' order by id)) from projects t) as projects,
      (select md5(string_agg(t::text, '' order by id)) from contacts t) as contacts`
  )[0];
const hqAccount = async () => (await hqSql`select name, language, country from accounts where external_id = ${site.acmeGuid}`)[0];

test('the pages show what HQ holds', async () => {
  await hqSql`update accounts set name = 'Acme at HQ' where external_id = ${site.acmeGuid}`;
  const home = await ann.get('/accounts');
  expect([home.status, home.text.includes('Acme at HQ'), links(home)]).toEqual([200, true, [acme]]);
  const page = await ann.get(acme);
  for (const shown of [
    'Acme at HQ',
    'US',
    'America/New_York',
    'ben@example.com',
    'Account administrator',
    'active',
    'Bolt',
    'Concrete',
    'Tower',
  ])
    expect([shown, page.text.includes(shown)]).toEqual([shown, true]);
  const { text } = await cleo.get(tower);
  for (const shown of ['Tower', '2017-02-01', '1200.50 USD', 'Project administrator', 'Architect', 'Inspector'])
    expect([shown, text.includes(shown)]).toEqual([shown, true]);
  await hqSql`update accounts set name = 'Acme' where external_id = ${site.acmeGuid}`;
});

const forms = {
  account: [
    `${acme}/edit`,
    `${acme}/people/new`,
    `${acme}/people/${guids.ben}/edit`,
    `${acme}/people/${guids.ben}/remove`,
    `${acme}/companies/new`,
    `${acme}/companies/${guids.bolt}/edit`,
    `${acme}/companies/${guids.bolt}/remove`,
    `${acme}/projects/new`,
  ],
  project: [`${tower}/edit`, `${tower}/people/new`, `${tower}/people/${guids.dora}/edit`, `${tower}/people/${guids.dora}/remove`],
};

test('permissions are those of the other modes: HQ itself finds out what somebody may', async () => {
  for (const path of [...forms.account, ...forms.project])
    expect([path, (await ann.get(path)).document.querySelector('form.sheet') !== null]).toEqual([path, true]);
  for (const path of forms.project)
    expect([path, (await cleo.get(path)).document.querySelector('form.sheet') !== null]).toEqual([path, true]);
  for (const [visitor, paths] of [
    [ben, [...forms.account, ...forms.project]],
    [cleo, forms.account],
    [dora, forms.project],
    [eve, [...forms.account, ...forms.project]],
  ] as const)
    for (const path of paths)
      for (const page of [
        await visitor.get(path),
        await visitor.post(path, { mode: 'hq', seen: '', epoch: '1', key: crypto.randomUUID(), name: 'x' }),
      ])
        expect([path, page.status]).toEqual([path, 403]);
  expect((await ben.get(`${acme}/edit`)).text).toContain('ann');
  expect((await eve.get(acme)).text).not.toMatch(/Acme|ann/u);
  for (const [visitor, path] of [
    [ben, acme],
    [ben, tower],
    [dora, tower],
  ] as const) {
    const page = await visitor.get(path);
    expect([page.status, links(page).filter((href) => /\/(edit|new|remove)$/u.test(href ?? ''))]).toEqual([200, []]);
  }
});

test('an edit goes to HQ and not to the tables of Field; one that comes too late shows both versions, and is taken when sent again', async () => {
  const before = await tables();
  const form = await ann.get(`${acme}/edit`);
  expect((await ann.fill(`${acme}/edit`, { name: 'Acme Two' })).location).toBe(`${acme}?done=saved`);
  const late = await ann.send(form, { name: 'Acme Three', language: 'de' });
  expect(late.status).toBe(409);
  expect([...late.document.querySelectorAll('tr.differs td')].map((one) => one.textContent)).toEqual([
    'Acme Two',
    'Acme Three',
    'English',
    'German',
  ]);
  expect(await hqAccount()).toMatchObject({ name: 'Acme Two', language: 'en' });
  expect((await ann.send(late)).status).toBe(303);
  expect(await hqAccount()).toMatchObject({ name: 'Acme Three', language: 'de' });
  const { members, companies, contacts, projects } = before ?? {};
  expect(await tables()).toMatchObject({ members, companies, contacts, projects });
});

test('a form that is sent twice is one change', async () => {
  const form = await ann.get(`${acme}/companies/new`);
  expect([(await ann.send(form, { name: 'Twice' })).status, (await ann.send(form, { name: 'Twice' })).status]).toEqual([303, 303]);
  expect((await hqSql`select 1 from companies where name = 'Twice'`).length).toBe(1);
  expect(mistakes(await ann.send(form, { name: 'Thrice' }))).toEqual([expect.stringContaining('sent before with other answers')]);
});

test('a form that is sent twice adds a new person once, to the account and to a project', async () => {
  const twice = async (of: typeof ann, path: string, answers: Record<string, string>) => {
    const form = await of.get(path);
    return [(await of.send(form, answers)).status, (await of.send(form, answers)).status];
  };
  expect(await twice(ann, `${acme}/people/new`, { email: 'zed@example.com', firstName: 'Zed' })).toEqual([303, 303]);
  const form = await cleo.get(`${tower}/people/new`);
  const listed = [...form.document.querySelectorAll('option')].find(({ text }) => text.includes('zed@example.com'));
  const person = { person: listed?.value ?? '' };
  expect(await twice(cleo, `${tower}/people/new`, person)).toEqual([303, 303]);
  expect(mistakes(await cleo.send(form, { person: '' }))).toEqual([expect.stringContaining('from the list')]);
  expect(mistakes(await cleo.fill(`${tower}/people/new`, person))).toEqual([expect.stringContaining('on the project already')]);
});

test('somebody comes in with a login of Field, is on a project, and leaves', async () => {
  expect((await ann.fill(`${acme}/people/new`, { email: 'gil@example.com', firstName: 'Gil', company: guids.bolt })).location).toBe(
    `${acme}?done=added`,
  );
  expect(mistakes(await ann.fill(`${acme}/people/new`, { email: 'gil@example.com' }))).toEqual([expect.stringContaining('already')]);
  const gil = await site.as('gil');
  expect((await gil.get(acme)).status).toBe(200);
  const path =
    (await ann.get(acme)).document.querySelector('a[href*="/people/"][href$="/edit"]') === null ? '' : links(await ann.get(acme));
  expect(path).not.toBe('');
  const [row] = await hqSql<{ name: string }[]>`select coalesce(external_id, id::text) as name from users where email = 'gil@example.com'`;
  const name = row?.name ?? '';
  const added = await cleo.fill(`${tower}/people/new`, { person: name, roles: ['engineer', 'owner'], projectAdmin: 'yes' });
  expect(added.location).toBe(`${tower}?done=added`);
  expect((await gil.get(`${tower}/edit`)).status).toBe(200);
  await cleo.fill(`${tower}/people/${name}/edit`, { roles: null, projectAdmin: null, company: guids.bolt });
  expect((await gil.get(`${tower}/edit`)).status).toBe(403);
  expect((await ann.fill(`${acme}/people/${name}/remove`)).location).toBe(`${acme}?done=removed`);
  expect((await gil.get(acme)).status).toBe(403);
  expect((await gil.get(tower)).status).toBe(403);
});

test('the rules of HQ are said at the field, and what was typed is kept', async () => {
  expect(mistakes(await ann.fill(`${acme}/people/${guids.ann}/edit`, { role: 'member' }))).toEqual([
    expect.stringContaining('only administrator'),
  ]);
  expect(mistakes(await ann.fill(`${acme}/people/${guids.ann}/remove`))).toEqual([expect.stringContaining('only administrator')]);
  expect(mistakes(await ann.fill(`${acme}/companies/new`, { name: ' bolT ' }))).toEqual([expect.stringContaining('already')]);
  const reserved = await cleo.fill(`${tower}/edit`, { name: 'Tower / North', identifier: 'kept <b>' });
  expect([reserved.status, mistakes(reserved)]).toEqual([422, [expect.stringContaining('leave out')]]);
  expect(reserved.document.querySelector<HTMLInputElement>('#field-identifier')?.value).toBe('kept <b>');
  expect(mistakes(await cleo.fill(`${tower}/edit`, { startDate: '' }))).toEqual([expect.stringContaining('First day')]);
  expect(mistakes(await cleo.fill(`${tower}/edit`, { completionDate: '2017-02-01' }))).toEqual([expect.stringContaining('Last day')]);
});

test('a project of HQ has a page at once, and arrives in Field', async () => {
  const { location } = await ann.fill(`${acme}/projects/new`, { name: 'Bridge', startDate: '2018-01-01' });
  const path = String(location).replace('?done=created', '');
  expect((await ann.get(path)).text).toContain('Bridge');
  expect(site.created).toEqual([]);
  await ann.fill(`${path}/edit`, { cost: '99.5', currency: 'EUR', identifier: 'B-1', status: 'archived' });
  await expect
    .poll(async () => (await field`select status, cost::text, identifier from projects where name = 'Bridge'`)[0], { timeout: 20_000 })
    .toEqual({
      status: 'archived',
      cost: '99.50',
      identifier: 'B-1',
    });
  const [row] = await field<{ guid: string }[]>`select guid::text as guid from projects where name = 'Bridge'`;
  // By HQ's id and by Field's guid it is the same project.
  for (const address of [path, `/projects/${row?.guid}`])
    expect([(await ann.get(address)).status, (await ann.get(address)).text.includes('99.50 EUR')]).toEqual([200, true]);
});

test('case 48: HQ creates a project while a late change of Field creates one of the same name: one project on both sides, one mapping', async () => {
  const guid = crypto.randomUUID();
  await field`insert into projects (guid, account_id, name, status, is_active) values (${guid}, ${site.acmeId}, 'Same name', 'active', true)`;
  expect((await ann.fill(`${acme}/projects/new`, { name: 'Same name' })).status).toBe(303);
  await expect
    .poll(async () => (await hqSql`select external_id as guid, id::text as hq from projects where name = 'Same name'`)[0], {
      timeout: 20_000,
    })
    .toMatchObject({ guid });
  const atHq = await hqSql<{ hq: string }[]>`select id::text as hq from projects where name = 'Same name'`;
  const inField = await field<
    { hq: string }[]
  >`select hq_identifier::text as hq from projects where name = 'Same name' and deleted_at is null`;
  expect([atHq.length, inField.map(({ hq }) => hq)]).toEqual([1, atHq.map(({ hq }) => hq)]);
});

test('a project is taken out in HQ, goes from Field, and Field’s tombstone is no record that HQ puts aside', async () => {
  const { location } = await ann.fill(`${acme}/projects/new`, { name: 'Shed' });
  const path = String(location).replace('?done=created', '');
  const inField = async () =>
    (await field<{ gone: boolean }[]>`select deleted_at is not null as gone from projects where name = 'Shed'`)[0];
  await expect.poll(inField, { timeout: 20_000 }).toEqual({ gone: false });
  const form = await ann.get(`${path}/remove`);
  await ann.fill(`${path}/edit`, { identifier: 'S-1' });
  const late = await ann.send(form);
  expect([late.status, late.text.includes('send this page if you still mean it')]).toEqual([409, true]);
  expect((await ann.send(late)).location).toBe('/accounts?done=removed');
  expect((await ann.get(path)).status).toBe(404);
  await expect.poll(inField, { timeout: 20_000 }).toEqual({ gone: true });
  await expect.poll(async () => (await hqSql`select from provisioning`).length, { timeout: 20_000 }).toBe(0);
  expect(links(await dora.get(tower)).filter((href) => href?.endsWith('/remove'))).toEqual([]);
  expect((await dora.get(`${tower}/remove`)).status).toBe(403);
});

test('a free trial begins in HQ, and its administrator is signed in', async () => {
  const visitor = site.visitor();
  const { location, status } = await visitor.fill('/trial', {
    account: 'Trial',
    project: 'First',
    email: 'tom@example.com',
    firstName: 'Tom',
  });
  expect([status, String(location)]).toEqual([303, expect.stringMatching(/^\/projects\/[\da-f-]{36}\?done=trial$/u)]);
  expect((await visitor.get(String(location).split('?')[0] ?? '')).text).toContain('First');
  const home = await visitor.get('/accounts');
  expect(home.text).toContain('Trial');
  // HQ takes e-mails without case: the same person in other letters signs in instead.
  const again = { account: 'Trial of capitals', project: 'First', email: 'Tom@Example.com' };
  expect(mistakes(await site.visitor().fill('/trial', again))).toEqual([expect.stringContaining('belongs to somebody in Field already')]);
  expect(await hqSql`select from accounts where name = ${again.account}`).toHaveLength(0);
  // Whoever began it ends it: HQ has it no more at once, Field follows.
  const [trial] = links(home).filter((href) => href?.startsWith('/accounts/'));
  const inField = async () =>
    (await field<{ gone: boolean }[]>`select deleted_at is not null as gone from accounts where name = 'Trial'`)[0];
  await expect.poll(inField, { timeout: 20_000 }).toEqual({ gone: false });
  expect((await visitor.fill(`${trial}/remove`)).status).toBe(303);
  expect(await hqSql`select from accounts where name = 'Trial'`).toHaveLength(0);
  await expect.poll(inField, { timeout: 20_000 }).toEqual({ gone: true });
});

test('whatever is typed into a name is text on every page', async () => {
  const script = '<script>alert(1)</script>"\'&';
  await ann.fill(`${acme}/edit`, { name: `A${script}` });
  await ann.fill(`${acme}/people/new`, { email: 'xen@example.com', firstName: `F${script}`, lastName: `L${script}` });
  await ann.fill(`${acme}/companies/new`, { name: `C${script}`, category: `K${script}`, telephone: `T${script}` });
  const [company] = await hqSql<{ id: string }[]>`select id::text as id from companies where name like 'C<script>%'`;
  const xen = await site.as('xen');
  for (const page of [
    await ann.get('/accounts'),
    await ann.get(acme),
    await ann.get(`${acme}/companies/${company?.id}/edit`),
    await ann.get(`${acme}/companies/${company?.id}/remove`),
    await ann.fill(`${acme}/edit`, { name: `${script}${'x'.repeat(256)}` }),
    await xen.get(`${acme}/edit`),
  ]) {
    expect(page.document.querySelectorAll('script')).toHaveLength(0);
    expect(page.text).toMatch(/&lt;script&gt;/u);
  }
  await ann.fill(`${acme}/edit`, { name: 'Acme' });
});

test('the fence: a form of another mode or of another epoch is refused with what was typed, and no table of Field changes', async () => {
  const before = await tables();
  const shown = await Promise.all([...forms.account, ...forms.project].map((path) => ann.get(path)));
  gates.values.set('field.administration', 'legacy');
  const typed = (page: Visit) =>
    Object.fromEntries(
      Object.entries({ name: 'Typed name', email: 'typed@example.com' }).filter(
        ([name]) => page.document.querySelector(`form.sheet [name=${name}]`) !== null,
      ),
    );
  for (const page of shown) {
    const refused = await ann.send(page, typed(page));
    expect([refused.status, refused.text.includes('nothing was saved')]).toEqual([409, true]);
    for (const words of Object.values(typed(page))) expect(refused.text).toContain(words);
  }
  const legacy = await ann.get(`${acme}/edit`);
  gates.values.set('field.administration', 'hq');
  expect((await ann.send(legacy, { name: 'From legacy' })).status).toBe(409);
  const form = await ann.get(`${acme}/edit`);
  const move = { account: site.acmeGuid, actor: 'olga', reason: 'a test', overwriteHqEdits: true } as const;
  await site.hq.moveAuthority({ ...move, to: 'field', epoch: 1 });
  const shut = await ann.send(form, { name: 'While Field has it' });
  expect([shut.status, shut.text.includes('has not moved to HQ yet'), shut.text.includes('While Field has it')]).toEqual([409, true, true]);
  expect((await ann.get(`${acme}/edit`)).status).toBe(409);
  await site.hq.moveAuthority({ ...move, to: 'hq', epoch: 2 });
  const late = await ann.send(form, { name: 'Of the first epoch' });
  expect([late.status, late.text.includes('no longer valid'), late.text.includes('Of the first epoch')]).toEqual([409, true, true]);
  expect((await ann.fill(`${acme}/edit`, { name: 'Of the third' })).status).toBe(303);
  expect((await hqAccount())?.['name']).toBe('Of the third');
  const { members, companies, contacts, projects } = before ?? {};
  expect(await tables()).toMatchObject({ members, companies, contacts, projects });
});

test('the gate turns while requests are on their way: each is written in HQ or refused, none in Field', async () => {
  const form = await ann.get(`${acme}/companies/new`);
  const companiesOfField = async () => (await field`select count(*)::int as n from companies`)[0]?.['n'];
  const before = await companiesOfField();
  const answers: { name: string; status: number }[] = [];
  const people = Array.from({ length: 4 }, async (_, who) => {
    for (let number = 0; number < 12; number += 1) {
      const name = `Flight ${who} ${number}`;
      const key = crypto.randomUUID();
      const body = { mode: 'hq', seen: '', epoch: form.document.querySelector<HTMLInputElement>('[name=epoch]')?.value ?? '', key, name };
      answers.push({
        name,
        status: (await ann.post(`${acme}/companies/new`, { ...body, trade: '', category: '', website: '', telephone: '' })).status,
      });
      if (answers.length === 16) gates.values.set('field.administration', 'legacy');
    }
  });
  await Promise.all(people);
  gates.values.set('field.administration', 'hq');
  const rows = await hqSql<{ name: string }[]>`select name from companies where name like 'Flight %'`;
  expect(rows.map(({ name }) => name).toSorted()).toEqual(
    answers
      .filter(({ status }) => status === 303)
      .map(({ name }) => name)
      .toSorted(),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303, 409]));
  expect(await companiesOfField()).toBe(before);
});

test('HQ goes down: the pages say so with 503, nothing that was typed is lost, and the same form is taken when HQ is back', async () => {
  const form = await ann.get(`${acme}/companies/new`);
  const comesBack = await site.away();
  for (const path of [acme, tower, `${acme}/edit`, '/accounts']) {
    const page = await ann.get(path);
    expect([path, page.status, page.text.includes('HQ cannot be reached')]).toEqual([path, 503, true]);
  }
  const kept = await ann.send(form, { name: 'Typed & kept', category: 'Cranes' });
  expect([kept.status, kept.text.includes('Typed &amp; kept'), kept.text.includes('Cranes')]).toEqual([503, true, true]);
  await comesBack();
  expect((await ann.send(kept)).location).toBe(`${acme}?done=added`);
  expect((await hqSql`select category from companies where name = 'Typed & kept'`)[0]).toEqual({ category: 'Cranes' });
}, 120_000);

test('HQ has saved somebody and Field cannot write the login: the page says so, and the same form ends it', async () => {
  const login = async () => (await field`select from users where email = 'nora@example.com'`).length;
  const member = async () =>
    (await hqSql`select from account_members m join users u on u.id = m.user_id where u.email = 'nora@example.com'`).length;
  // Stands for a database that goes away between HQ's answer and Field's own write.
  await field`alter table users add constraint away check (email <> 'nora@example.com') not valid`;
  const kept = await ann.fill(`${acme}/people/new`, { email: 'nora@example.com' });
  await field`alter table users drop constraint away`;
  expect([kept.status, await member(), await login()]).toEqual([503, 1, 0]);
  expect(kept.document.querySelector('[role=alert]')?.textContent).toContain('HQ has saved it');
  expect((await ann.send(kept)).status).toBe(303);
  expect([await member(), await login()]).toEqual([1, 1]);
});

test('accounts of both modes stand in one list, each from where it lives', async () => {
  gates.values.set('field.administration', 'legacy');
  const [own] = await field<{ id: string }[]>`select id from users where guid = ${guids.ann}`;
  await field`insert into account_users (account_id, user_id, role, status) select id, ${own?.id ?? null}, 'member', 'active' from accounts where name = 'Other'`;
  const listed = await ann.get('/accounts');
  expect([listed.status, listed.text.includes('Other')]).toEqual([200, true]);
  gates.values.set('field.administration', 'hq');
  expect((await ann.get('/accounts')).text).not.toContain('Other');
});
