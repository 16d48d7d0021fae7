import { installCapture, lowerFence, raiseFence } from '@hq-field/field-adapter';
import { changeGate, createGateTables, openGates, toGateChange } from '@hq-field/gates';
import { testDatabase, waitsForLock } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSite, type Visit, Visitor } from '../pages/fixtures/site.ts';
import { createApp } from '../server/app.ts';

const site = await openSite();
afterAll(() => site.close());
const { acme, tower, guids, field, gates } = site;
const ann = await site.as('ann');
beforeEach(() => {
  gates.values.clear();
  gates.told.clear();
});

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

test('what is locked says the words that were set with the gate, on every page of it', async () => {
  const form = await ann.get(`${acme}/edit`);
  gates.values.set('field.administration', 'locked');
  expect((await ann.get(acme)).text).toContain('until the move is over');
  gates.told.set('field.administration', 'We move <to HQ> until 14:00 UTC.');
  const pages = [await ann.get(acme), await ann.get(tower), await ann.get('/trial'), await ann.send(form, { name: 'Kept' })];
  for (const path of forms) pages.push(await ann.get(path));
  for (const { text } of pages)
    expect([text.includes('We move &lt;to HQ&gt; until 14:00 UTC.'), text.includes('until the move is over')]).toEqual([true, false]);
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 423, 423, ...forms.map(() => 423)]);
  gates.values.clear();
  expect((await ann.get(acme)).text).not.toContain('14:00');
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
  await until(() => waitsForLock(field), { timeoutMs: 5000, everyMs: 5, what: 'the request waits for the row' });
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
      admit: async () => () => {},
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
  const app = createApp({ field, admit: async () => () => {}, pages });
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

describe('the fence in Field’s own database', () => {
  beforeAll(() => installCapture(field));
  beforeEach(() => lowerFence(field, site.acmeGuid, 9));
  const every = [...forms, `${acme}/remove`, `${tower}/remove`];
  const company = async (name: string) => (await field`select from companies where name = ${name}`).length === 1;
  const within = (what: string) => ({ timeoutMs: 5000, everyMs: 5, what });
  const waitsFor = async (kind: string) =>
    (
      await field`
        select from pg_locks l join pg_stat_activity a using (pid)
        where not l.granted and l.locktype = ${kind} and a.datname = current_database()`
    ).length > 0;

  test('the gate turned alone to legacy: every page is read, no form is shown, nothing is taken, and it is said what to do', async () => {
    const shown = await Promise.all(every.map((path) => ann.get(path)));
    const before = await tables();
    await raiseFence(field, site.acmeGuid, 1);
    for (const path of [acme, tower]) {
      const page = await ann.get(path);
      expect([page.status, page.text.includes('pnpm migrate authority move --to field')]).toEqual([200, true]);
      expect(
        [...page.document.querySelectorAll('dt')].find((one) => one.textContent === 'Administered in')?.nextElementSibling?.textContent,
      ).toBe('HQ, not here');
      expect(
        [...page.document.querySelectorAll('main a')].filter((one) => /\/(edit|new|remove)$/u.test(one.getAttribute('href') ?? '')),
      ).toEqual([]);
    }
    for (const [index, path] of every.entries()) {
      const page = await ann.get(path);
      expect([path, page.status, page.document.querySelector('form.sheet')]).toEqual([path, 409, null]);
      const form = shown[index] as Visit;
      const refused = await ann.send(form, answersFor(form));
      expect([path, refused.status, refused.text.includes('not saved')]).toEqual([path, 409, true]);
      expect(refused.text).toContain(`pnpm migrate authority move --to field --accounts ${site.acmeGuid}`);
    }
    expect(await tables()).toEqual(before);
    // The others, and who has no account yet, go on.
    const eve = await site.as('eve');
    const [other] = await field<{ guid: string }[]>`select guid::text as guid from accounts where name = 'Other'`;
    expect((await eve.fill(`/accounts/${other?.guid}/edit`, { country: 'DE' })).status).toBe(303);
    expect((await ann.get('/trial')).status).toBe(200);
    await lowerFence(field, site.acmeGuid, 1);
    expect((await ann.fill(`${acme}/companies/new`, { name: 'After the way back' })).status).toBe(303);
  });

  test('a request in flight ends before the fence stands; one that comes meanwhile is refused at once, and one that comes later too', async () => {
    const forms = await Promise.all([1, 2, 3].map(() => ann.get(`${acme}/companies/new`)));
    const [held, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holder = field.begin(async (sql) => {
      await sql`lock table companies in exclusive mode`;
      held.resolve();
      await go.promise;
    });
    await held.promise;
    const first = ann.send(forms[0] as Visit, { name: 'In flight' });
    await until(() => waitsFor('relation'), within('the first request writes'));
    const order: string[] = [];
    const raising = raiseFence(field, site.acmeGuid, 1).then(async (isRaised) =>
      order.push(`fence ${isRaised} ${await company('In flight')}`),
    );
    await until(() => waitsFor('advisory'), within('the move waits for it'));
    const meanwhile = await ann.send(forms[1] as Visit, { name: 'Meanwhile' });
    expect([meanwhile.status, meanwhile.text.includes('Meanwhile'), order]).toEqual([423, true, []]);
    go.resolve();
    await Promise.all([holder, raising]);
    expect([(await first).status, order]).toEqual([303, ['fence true true']]);
    expect((await ann.send(forms[2] as Visit, { name: 'Later' })).status).toBe(409);
    expect([await company('Meanwhile'), await company('Later')]).toEqual([false, false]);
  });

  test('every write asks in its own transaction: raised after the page was looked at, nothing of it stays', async () => {
    const raisesFirst = async (change: (sql: postgres.TransactionSql) => unknown) => {
      await raiseFence(field, site.acmeGuid, 1);
      return field.begin(change);
    };
    const late = new Proxy(field, { get: (of, name) => (name === 'begin' ? raisesFirst : Reflect.get(of, name)) });
    const visitor = new Visitor(createApp({ field: late, admit: async () => () => {}, pages: site.pages }));
    visitor.cookie = ann.cookie;
    for (const path of every) {
      await lowerFence(field, site.acmeGuid, 1);
      const form = await visitor.get(path);
      const before = await tables();
      const page = await visitor.send(form, answersFor(form));
      expect([path, page.status, page.text.includes('authority move --to field')]).toEqual([path, 409, true]);
      expect(await tables()).toEqual(before);
    }
  });

  test('a request that waits for a row while the fence is raised does not hold it up, and is refused', async () => {
    const form = await ann.get(`${acme}/edit`);
    const [held, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holder = field.begin(async (sql) => {
      await sql`select 1 from accounts where id = ${site.acmeId} for update`;
      held.resolve();
      await go.promise;
    });
    await held.promise;
    const sending = ann.send(form, { name: 'Too late' });
    await until(() => waitsFor('transactionid'), within('the request waits for the row'));
    expect(await raiseFence(field, site.acmeGuid, 1)).toBe(true);
    go.resolve();
    await holder;
    const page = await sending;
    expect([page.status, page.text.includes('Too late'), page.text.includes('authority move --to field'), await nameOf()]).toEqual([
      409,
      true,
      true,
      'Acme',
    ]);
  });
});
