import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openConsole, operator, textsOf, type Visit, visit } from '../fixtures/console-visitor.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const { read } = hq.database;
afterAll(() => hq.close());

let statements = 0;
// Counts what the console asks the database.
const counted = new Proxy(read, {
  get(target, name, receiver) {
    if (name === 'unsafe') statements += 1;
    return Reflect.get(target, name, receiver) as unknown;
  },
});
const app = openConsole({ ...hq.database, read: counted });
const big = '0190a000-0000-7000-8000-000000000001';

beforeAll(async () => {
  // Names repeat in twos and differ in case: the order is by name, then by id.
  await read.unsafe(`
    insert into accounts (id, name, kind, status) select gen_random_uuid(), (case when n % 2 = 0 then 'Account ' else 'account ' end) || lpad((n / 2)::text, 4, '0'), 'paid', 'active'
      from generate_series(1, 999) n;
    insert into accounts (id, name, kind, status) values ('${big}', '100%_Big', 'trial', 'active');
    insert into users (id, email, email_key, status) select gen_random_uuid(), e, lower(e), 'active' from (select 'P' || n || '@example.com' as e from generate_series(1, 120) n) p;
    insert into account_members (account_id, user_id, role, status) select '${big}', id, 'account_user', 'active' from users;
    insert into companies (id, account_id, name, name_key) select gen_random_uuid(), '${big}', 'Company ' || n, 'company ' || n from generate_series(1, 120) n;
    insert into projects (id, account_id, name, project_type, status, start_date, end_date, value, currency, template, trial, live_name_key)
      select gen_random_uuid(), '${big}', 'Project ' || n, 'Other', 'active', '2020-01-01', '2021-01-01', 0, 'USD', false, false, 'project ' || n from generate_series(1, 120) n;
    insert into project_members (project_id, user_id, account_id, access_level, roles, services, status)
      select (select id from projects where name = 'Project 1'), id, '${big}', 'project_user', '{Architect,Owner}', '{field:user}', 'active' from users;
    insert into project_companies (project_id, company_id) select (select id from projects where name = 'Project 1'), id from companies;`);
});
beforeEach(() => {
  statements = 0;
});

const nextOf = ({ page }: Visit, list: string): string | null =>
  [...page.querySelectorAll('main nav a')].find(({ textContent }) => textContent === `Next page of ${list}`)?.getAttribute('href') ?? null;
const inTable = (visit: Visit, caption: string): string[] =>
  [...visit.page.querySelectorAll('table')]
    .filter((table) => table.querySelector('caption')?.textContent.includes(caption))
    .flatMap((table) => [...table.querySelectorAll('tbody tr')].map((row) => row.querySelector('th')?.textContent ?? ''));

test('a thousand accounts come page by page, each once, with as many statements a page whatever is on it', async () => {
  const visitor = await visit(app, operator);
  statements = 0;
  const seen: string[] = [];
  let pages = 0;
  for (let at: string | null = '/console/accounts'; at !== null; pages += 1) {
    const page: Visit = await visitor.get(at);
    seen.push(...[...page.page.querySelectorAll('tbody th a')].map((link) => link.getAttribute('href') ?? ''));
    at = nextOf(page, 'accounts');
  }
  expect(pages).toBe(20);
  expect(new Set(seen).size).toBe(1000);
  const inOrder = await hq.rows<{ id: string }>('select id from accounts order by lower(name), id');
  expect(seen).toEqual(inOrder.map(({ id }) => `/console/accounts/${id}`));
  // Who asks, and the page with its counts.
  expect(statements).toBe(2 * pages);
});

test('counts of projects and members stand beside each account', async () => {
  const seen = await (await visit(app, operator)).get('/console/accounts?name=big');
  expect(textsOf(seen, 'tbody td')).toEqual(['trial', 'active', '-', '120', '120']);
});

test('a search takes letters as they are, in either case, and keeps to its names from page to page', async () => {
  const visitor = await visit(app, operator);
  expect(textsOf(await visitor.get(`/console/accounts?name=${encodeURIComponent('100%_b')}`), 'tbody th')).toEqual(['100%_Big']);
  for (const name of ['%', '_'])
    expect(textsOf(await visitor.get(`/console/accounts?name=${encodeURIComponent(name)}`), 'tbody th')).toEqual(['100%_Big']);
  expect(textsOf(await visitor.get('/console/accounts?name=nothing'), 'main p.quiet')).toEqual([expect.stringContaining('"nothing"')]);
  expect((await visitor.get('/console/accounts?name=%00%5C')).status).toBe(200);
  const first = await visitor.get('/console/accounts?name=ACCOUNT+00');
  const second = await visitor.get(nextOf(first, 'accounts') ?? '');
  expect(inTable(second, 'Accounts whose name')).toHaveLength(50);
  expect(inTable(second, 'Accounts whose name').every((name) => name.toLowerCase().startsWith('account 00'))).toBe(true);
});

test('an account and a project show lists page by page, each for itself, with a fixed number of statements', async () => {
  const visitor = await visit(app, operator);
  const [project] = await hq.rows<{ id: string }>(`select id from projects where name = 'Project 1'`);
  for (const [path, lists] of [
    [`/console/accounts/${big}`, ['projects', 'members', 'companies']],
    [`/console/projects/${project?.id}`, ['members', 'companies']],
  ] as const) {
    for (const list of lists) {
      const seen: string[] = [];
      const others: string[] = [];
      for (let at: string | null = path; at !== null; ) {
        statements = 0;
        const page: Visit = await visitor.get(at);
        expect(statements).toBe(2 + lists.length);
        seen.push(...inTable(page, list === 'projects' ? 'Projects' : list === 'members' ? 'Members' : 'Companies'));
        if (list !== 'companies') others.push(...inTable(page, 'Companies').slice(0, 1));
        at = nextOf(page, list);
      }
      expect([list, new Set(seen).size, seen.length]).toEqual([list, 120, 120]);
      expect(new Set(others).size).toBeLessThanOrEqual(1);
    }
  }
});

test('a page whose row is gone begins at the start, and so does one that was made up', async () => {
  const visitor = await visit(app, operator);
  const first = inTable(await visitor.get('/console/accounts'), 'Accounts');
  for (const after of ['0190a000-0000-7000-8000-0000000000ff', 'x', "'", ''])
    expect(inTable(await visitor.get(`/console/accounts?after=${encodeURIComponent(after)}`), 'Accounts')).toEqual(first);
});
