import { changeGate, createGateTables, openGates, toGateChange } from '@hq-field/gates';
import { testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import postgres from 'postgres';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openSite, type Visit, Visitor } from '../pages/fixtures/site.ts';
import { createApp } from '../server/app.ts';

const site = await openSite();
afterAll(() => site.close());
const { acme, tower, guids, field, gates } = site;
const ann = await site.as('ann');
beforeEach(() => gates.values.clear());

const nameOf = async () => (await field<{ name: string }[]>`select name from accounts where id = ${site.acmeId}`)[0]?.name;
/** What Field's tables hold, in short. */
const tables = async () =>
  (
    await field`
    select (select md5(string_agg(t::text, '' order by id)) from accounts t) as accounts, (select md5(string_agg(t::text, '' order by id)) from account_users t) as members,
      (select md5(string_agg(t::text, '' order by id)) from companies t) as companies, (select md5(string_agg(t::text, '' order by id)) from projects t) as projects,
      (select md5(string_agg(t::text, '' order by id)) from contacts t) as contacts, (select count(*)::int from users) as users`
  )[0];
const forms = [
  `${acme}/edit`,
  `${acme}/people/new`,
  `${acme}/people/${guids.ben}/edit`,
  `${acme}/people/${guids.ben}/remove`,
  `${acme}/companies/new`,
  `${acme}/companies/${guids.bolt}/edit`,
  `${acme}/companies/${guids.bolt}/remove`,
  `${acme}/projects/new`,
  `${tower}/edit`,
  `${tower}/people/new`,
  `${tower}/people/${guids.dora}/edit`,
  `${tower}/people/${guids.dora}/remove`,
];
const answers = { name: 'Typed name', email: 'typed@example.com', person: guids.ben };
const answersFor = (page: Visit) =>
  Object.fromEntries(Object.entries(answers).filter(([name]) => page.document.querySelector(`form.sheet [name=${name}]`) !== null));

test.each([
  ['locked', 423, 'moves to HQ'],
  ['hq', 409, 'lives in HQ'],
] as const)('%s: everything is read, no form is shown and nothing is taken', async (mode, status, words) => {
  const shown = await Promise.all(forms.map((path) => ann.get(path)));
  const before = await tables();
  gates.values.set('field.administration', mode);
  for (const path of [acme, tower]) {
    const page = await ann.get(path);
    expect([page.status, page.text.includes(words)]).toEqual([200, true]);
    expect(
      [...page.document.querySelectorAll('main a')].filter((one) => /\/(edit|new|remove)$/u.test(one.getAttribute('href') ?? '')),
    ).toEqual([]);
  }
  for (const [index, path] of forms.entries()) {
    const page = await ann.get(path);
    expect([path, page.status, page.document.querySelector('form.sheet')]).toEqual([path, status, null]);
    const form = shown[index] as Visit;
    const refused = await ann.send(form, answersFor(form));
    expect([path, refused.status, refused.text.includes('not saved')]).toEqual([path, status, true]);
    for (const typed of Object.values(answersFor(form))) expect(refused.text).toContain(typed === guids.ben ? 'ben@example.com' : typed);
    // Nor what claims to have been shown now.
    expect((await ann.post(path, { ...answers, mode, seen: '' })).status).toBe(status);
  }
  expect((await ann.get('/trial')).status).toBe(status);
  expect(await tables()).toEqual(before);
});

test('permissions hold in every mode', async () => {
  const [ben, eve] = [await site.as('ben'), await site.as('eve')];
  for (const mode of ['legacy', 'locked', 'hq']) {
    gates.values.set('field.administration', mode);
    for (const path of forms) {
      expect([mode, path, (await ben.get(path)).status, (await ben.post(path, { mode })).status]).toEqual([mode, path, 403, 403]);
      expect([mode, path, (await eve.post(path, { mode })).status]).toEqual([mode, path, 403]);
    }
  }
});

test('a form of another mode is refused, with what was typed and what to do', async () => {
  gates.values.set('field.administration', 'legacy');
  const page = await ann.post(`${acme}/edit`, { mode: 'hq', seen: '', name: 'Typed & kept', country: 'DE', timeZone: '', language: 'de' });
  expect(page.status).toBe(409);
  for (const words of ['nothing was saved', 'Typed &amp; kept', 'Germany', 'Open the form again']) expect(page.text).toContain(words);
  expect((await ann.post(`${acme}/edit`, { name: 'without a mode' })).status).toBe(409);
  expect(await nameOf()).toBe('Acme');
});

test('the gate turns while a request waits for the row: it is refused', async () => {
  const form = await ann.get(`${acme}/edit`);
  const [held, turned] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holder = field.begin(async (sql) => {
    await sql`select 1 from accounts where id = ${site.acmeId} for update`;
    held.resolve();
    await turned.promise;
  });
  await held.promise;
  const sending = ann.send(form, { name: 'Too late' });
  const waiting = async () =>
    (await field`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).length > 0;
  await until(waiting, { timeoutMs: 5000, everyMs: 5, what: 'the request waits for the row' });
  gates.values.set('field.administration', 'locked');
  turned.resolve();
  await holder;
  const page = await sending;
  expect([page.status, page.text.includes('Too late'), await nameOf()]).toEqual([423, true, 'Acme']);
});

test.each([
  ['before the write', 2],
  ['after the write, before the commit', 3],
])('the gate turns %s: nothing of it stays', async (_when, turn) => {
  for (const path of forms) {
    const form = await ann.get(path);
    const before = await tables();
    let asked = 0;
    const turning = {
      value: async (gate: string) => (gate === 'field.administration' ? (++asked < turn ? 'legacy' : 'locked') : 'off') as never,
      words: async () => null,
    };
    const app = createApp({
      field,
      admit: async () => {},
      pages: { gates: turning, sessionSecret: 'a secret of the tests, long enough', maintenanceText: null },
    });
    const visitor = new Visitor(app);
    visitor.cookie = ann.cookie;
    const page = await visitor.send(form, answersFor(form));
    expect([path, page.status, asked]).toEqual([path, 423, turn]);
    expect(await tables()).toEqual(before);
  }
});

test('once the gate says locked, no request that began later writes, however many are on their way', async () => {
  const gateDatabase = await testDatabase('gates', async (url) => {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await sql.begin((transaction) => createGateTables(transaction));
    await sql.end();
  });
  const operator = postgres(gateDatabase.url, { max: 1, onnotice: () => {} });
  const following = await openGates({ url: gateDatabase.url });
  const pages = { gates: following, sessionSecret: 'a secret of the tests, long enough', maintenanceText: null };
  const app = createApp({ field, admit: async () => {}, pages });
  const taken: { begun: number; name: string; status: number }[] = [];
  let number = 0;
  let locked = Number.POSITIVE_INFINITY;
  const people = Array.from({ length: 4 }, async () => {
    const visitor = new Visitor(app);
    visitor.cookie = ann.cookie;
    // Everybody adds companies under a form shown while it was open, on and on, also after the gate has turned.
    const form = await visitor.get(`${acme}/companies/new`);
    for (let after = 0; after < 5; ) {
      const name = `Company ${(number += 1)}`;
      const begun = performance.now();
      if (begun > locked) after += 1;
      const { status } = await visitor.send(form, { name });
      taken.push({ begun, name, status });
    }
  });
  await until(() => taken.length >= 8, { timeoutMs: 20_000, everyMs: 5, what: 'companies are added' });
  await changeGate(
    operator,
    toGateChange({
      gate: 'field.administration',
      value: 'locked',
      accounts: [site.acmeGuid],
      percentage: null,
      actor: 'ann',
      reason: 'a test',
    }),
  );
  await until(async () => (await following.value('field.administration', site.acmeGuid)) === 'locked', {
    timeoutMs: 5000,
    everyMs: 1,
    what: 'the gate is seen',
  });
  locked = performance.now();
  await Promise.all(people);
  const late = taken.filter(({ begun }) => begun > locked);
  expect(late.length).toBeGreaterThanOrEqual(20);
  expect(late.every(({ status }) => status === 423)).toBe(true);
  const rows = await field<{ name: string }[]>`select name from companies where name like 'Company %'`;
  expect(rows.map(({ name }) => name).toSorted()).toEqual(
    taken
      .filter(({ status }) => status === 303)
      .map(({ name }) => name)
      .toSorted(),
  );
  expect(rows.length).toBeGreaterThanOrEqual(8);
  await following.close();
  await operator.end();
  await gateDatabase.drop();
});
