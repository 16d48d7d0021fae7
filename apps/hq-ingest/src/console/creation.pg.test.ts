import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { fieldsOf, openConsole, operator, textsOf, type Visit, visit } from '../fixtures/console-visitor.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const app = openConsole(hq.database);
afterAll(() => hq.close());
beforeEach(async () => {
  await hq.empty();
  await hq.database.read`truncate provisioning`;
});

const count = async (table: string) => (await hq.rows(`select from ${table}`)).length;
const newAccount = {
  name: ' Acme  & Sons ',
  country: 'DE',
  timezone: 'Europe/Berlin',
  adminEmail: 'Ann@Example.com',
  adminFirstName: 'Ann',
};
const newProject = {
  name: 'Tower',
  startDate: '2026-01-01',
  endDate: '2027-01-01',
  projectType: 'Lighthouse',
  value: '0012.5',
  adminEmail: 'ben@example.com',
};

async function createAccount(fields: Record<string, string> = newAccount): Promise<string> {
  const visitor = await visit(app, operator);
  const made = await visitor.post('/console/accounts', { ...fieldsOf(await visitor.get('/console/accounts/new')), ...fields });
  expect(made.status).toBe(303);
  return made.location;
}

/** Each field with a mistake, and the sentence beside it. */
function mistakesOf(visit: Visit): Record<string, string> {
  const sentences: Record<string, string> = {};
  for (const element of visit.page.querySelectorAll('.mistake'))
    sentences[(element.getAttribute('id') ?? '').replace(/-mistake$/u, '')] = element.textContent;
  return sentences;
}

test('an operator creates an account with its administrator, and one row waits for Field', async () => {
  const page = await createAccount();
  const id = page.replace('/console/accounts/', '');
  expect(
    await hq.rows(`select id, external_id, name, kind, trial_ends_on, status, country, timezone, language, currency from accounts`),
  ).toEqual([
    {
      id,
      external_id: null,
      name: 'Acme  & Sons',
      kind: 'paid',
      trial_ends_on: null,
      status: 'active',
      country: 'DE',
      timezone: 'Europe/Berlin',
      language: 'en',
      currency: 'USD',
    },
  ]);
  expect(await hq.rows(`select u.email, u.first_name, m.role, m.status from account_members m join users u on u.id = m.user_id`)).toEqual([
    { email: 'Ann@Example.com', first_name: 'Ann', role: 'account_admin', status: 'active' },
  ]);
  expect(await hq.rows(`select entity, record_id from provisioning`)).toEqual([{ entity: 'account', record_id: id }]);
  const seen = await (await visit(app, operator)).get(page);
  expect(textsOf(seen, 'h1')).toEqual(['Acme  & Sons']);
  expect(textsOf(seen, 'dd')).toContain('Germany (DE)');
});

test('an account whose pages in Field are those of HQ is kept by HQ from its first moment', async () => {
  const mode = { field: 'legacy', away: null as string | null };
  const gates = {
    isOn: async () => false,
    value: async () => mode.field,
    get away() {
      return mode.away;
    },
  };
  const both = openConsole(hq.database, { gates });
  const create = async (name: string) => {
    const visitor = await visit(both, operator);
    return visitor.post('/console/accounts', { ...fieldsOf(await visitor.get('/console/accounts/new')), ...newAccount, name });
  };
  await create('By Field');
  mode.field = 'hq';
  await create('By HQ');
  // What was last known of the gate may be wrong by now, or never known: then nobody keeps the account for certain.
  mode.away = 'down';
  const refused = await create('By nobody');
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('GATES_DATABASE_URL cannot be read (down)')]);
  expect(
    await hq.rows(`select a.name, w.owner, w.epoch::int from accounts a left join authorities w on w.account_id = a.id order by 1`),
  ).toEqual([
    { name: 'By Field', owner: null, epoch: null },
    { name: 'By HQ', owner: 'hq', epoch: 1 },
  ]);
});

test('the form of an account that was made leads to it also while nobody can say who keeps a new one', async () => {
  const gates = { isOn: async () => false, value: async () => 'hq', away: null as string | null };
  const visitor = await visit(openConsole(hq.database, { gates }), operator);
  const form = { ...fieldsOf(await visitor.get('/console/accounts/new')), ...newAccount };
  const made = await visitor.post('/console/accounts', form);
  gates.away = 'down';
  const again = await visitor.post('/console/accounts', form);
  expect([again.status, again.location]).toEqual([303, `${made.location}?sent=before`]);
});

test('its administrator signs in and creates a project, and one more row waits for Field', async () => {
  const account = await createAccount({ ...newAccount, kind: 'trial', trialEndsOn: '2026-12-31' });
  const ann = await visit(app, 'ann@example.com');
  const form = await ann.get(`${account}/projects/new`);
  expect(fieldsOf(form)).toMatchObject({ currency: 'USD', timezone: 'Europe/Berlin', value: '0.00' });
  const made = await ann.post(`${account}/projects`, { ...fieldsOf(form), ...newProject });
  expect(made.status).toBe(303);
  expect(
    await hq.rows(
      `select name, start_date::text, end_date::text, project_type, value, currency, timezone, language, status, trial from projects`,
    ),
  ).toEqual([
    {
      name: 'Tower',
      start_date: '2026-01-01',
      end_date: '2027-01-01',
      project_type: 'Lighthouse',
      value: '12.50',
      currency: 'USD',
      timezone: 'Europe/Berlin',
      language: 'en',
      status: 'active',
      trial: true,
    },
  ]);
  expect(await hq.rows(`select entity, record_id from provisioning where entity = 'project'`)).toEqual([
    { entity: 'project', record_id: made.location.replace('/console/projects/', '') },
  ]);
  const seen = await ann.get(made.location);
  expect(textsOf(seen, 'tbody tr').map((row) => row.replace(/\s+/gu, ' '))).toEqual([expect.stringContaining('ben@example.com')]);
  expect(textsOf(seen, 'tbody td')).toEqual(['-', 'administrator', '-', 'field as admin', 'active', '-']);
});

test('every mistake of an account is named beside its field, and what was typed is kept', async () => {
  const visitor = await visit(app, operator);
  const fresh = fieldsOf(await visitor.get('/console/accounts/new'));
  const typed = {
    ...fresh,
    name: ' ',
    kind: 'gift',
    trialEndsOn: '31.12.2026',
    country: 'XX',
    timezone: 'Mars',
    language: 'tlh',
    currency: 'BTC',
    adminEmail: 'nobody <b>',
    adminFirstName: 'x'.repeat(256),
    adminLastName: 'Lee\0',
  };
  const refused = await visitor.post('/console/accounts', typed);
  expect(refused.status).toBe(422);
  const wrong = [
    'name',
    'kind',
    'trialEndsOn',
    'country',
    'timezone',
    'language',
    'currency',
    'adminEmail',
    'adminFirstName',
    'adminLastName',
  ];
  expect(Object.keys(mistakesOf(refused))).toEqual(wrong);
  expect(textsOf(refused, '[role=alert] li')).toHaveLength(wrong.length);
  for (const name of wrong) {
    const field = refused.page.querySelector(`[name=${name}]`);
    expect([name, field?.getAttribute('aria-invalid')]).toEqual([name, 'true']);
    expect(field?.getAttribute('aria-describedby')?.split(' ')).toContain(`${name}-mistake`);
  }
  expect(fieldsOf(refused)).toMatchObject({
    token: fresh.token,
    trialEndsOn: '31.12.2026',
    adminEmail: 'nobody <b>',
    adminFirstName: 'x'.repeat(256),
  });
  expect(await count('accounts')).toBe(0);
  expect(await count('provisioning')).toBe(0);
});

test('a trial has a last day, and a paid account has none', async () => {
  const visitor = await visit(app, operator);
  const fresh = { ...fieldsOf(await visitor.get('/console/accounts/new')), ...newAccount };
  const sent = async (fields: Record<string, string>) => mistakesOf(await visitor.post('/console/accounts', { ...fresh, ...fields }));
  expect(await sent({ kind: 'trial', name: '' })).toMatchObject({
    name: expect.any(String),
    trialEndsOn: 'Enter the last day of the trial.',
  });
  expect(await sent({ kind: 'paid', trialEndsOn: '2026-12-31' })).toEqual({ trialEndsOn: expect.stringContaining('Leave this empty') });
});

test('every mistake of a project is named beside its field', async () => {
  const account = await createAccount();
  const visitor = await visit(app, operator);
  const fresh: Record<string, string> = { ...fieldsOf(await visitor.get(`${account}/projects/new`)), ...newProject };
  const sent = async (fields: Record<string, string>) => mistakesOf(await visitor.post(`${account}/projects`, { ...fresh, ...fields }));
  expect(
    Object.keys(await sent({ name: 'A/B', startDate: '', endDate: '2026-02-30', projectType: '', value: '-1', adminEmail: '' })),
  ).toEqual(['name', 'startDate', 'endDate', 'projectType', 'value', 'adminEmail']);
  expect(await sent({ endDate: '2026-01-01' })).toEqual({ endDate: 'Enter a day after the first day.' });
  for (const value of ['1,5', '1.234', '1e5', '99999999999999', '']) expect(Object.keys(await sent({ value }))).toEqual(['value']);
  expect(await count('projects')).toBe(0);
  expect(await sent({})).toEqual({});
  const again = { ...fieldsOf(await visitor.get(`${account}/projects/new`)), ...newProject, name: 'TOWER.' };
  expect(mistakesOf(await visitor.post(`${account}/projects`, again))).toEqual({
    name: expect.stringContaining('living project of this name'),
  });
});

test('a form sent twice makes one record, one after the other and at the same moment', async () => {
  const visitor = await visit(app, operator);
  const fields: Record<string, string> = { ...fieldsOf(await visitor.get('/console/accounts/new')), ...newAccount };
  const answers = await Promise.all([1, 2, 3].map(() => visitor.post('/console/accounts', fields)));
  answers.push(await visitor.post('/console/accounts', { ...fields, name: 'Changed after going back' }));
  const account = `/console/accounts/${fields.token?.split('.')[0]}`;
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
  expect(answers.map(({ location }) => location).sort()).toEqual([account, ...Array.from({ length: 3 }, () => `${account}?sent=before`)]);
  expect(await hq.rows(`select name from accounts`)).toEqual([{ name: 'Acme  & Sons' }]);
  expect(await hq.rows(`select entity from provisioning`)).toEqual([{ entity: 'account' }]);
  expect(textsOf(await visitor.get(`${account}?sent=before`), '[role=status]')).toEqual([expect.stringContaining('had been sent before')]);

  const project = { ...fieldsOf(await visitor.get(`${account}/projects/new`)), ...newProject };
  const made = await Promise.all([1, 2].map(() => visitor.post(`${account}/projects`, project)));
  expect(made.map(({ status }) => status)).toEqual([303, 303]);
  expect(await count('projects')).toBe(1);
  expect(await count('provisioning')).toBe(2);
});

test('two creations that name one new administrator at the same moment both succeed', async () => {
  const visitor = await visit(app, operator);
  const forms = await Promise.all(Array.from({ length: 4 }, () => visitor.get('/console/accounts/new')));
  const answers = await Promise.all(forms.map((form) => visitor.post('/console/accounts', { ...fieldsOf(form), ...newAccount })));
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
  expect([await count('accounts'), await count('users'), await count('provisioning')]).toEqual([4, 1, 4]);
});

test('a token that was not drawn for this person and form creates nothing, and what was typed is kept with a fresh one', async () => {
  const account = await createAccount();
  const visitor = await visit(app, operator);
  const ann = await visit(app, 'ann@example.com');
  const fresh: Record<string, string> = { ...fieldsOf(await visitor.get(`${account}/projects/new`)), ...newProject };
  const others = fieldsOf(await ann.get(`${account}/projects/new`)).token ?? '';
  const chosen = `0190a000-0000-7000-8000-00000000000a.${fresh.token?.split('.')[1]}`;
  for (const token of [others, chosen, '', 'x', fieldsOf(await visitor.get('/console/accounts/new')).token ?? '']) {
    const refused = await visitor.post(`${account}/projects`, { ...fresh, token });
    expect([refused.status, textsOf(refused, '[role=alert] p')]).toEqual([422, [expect.stringContaining('out of date')]]);
    expect(fieldsOf(refused)).toMatchObject({ name: 'Tower', projectType: 'Lighthouse' });
    expect(fieldsOf(refused).token).not.toBe(token);
  }
  expect(await count('projects')).toBe(0);
});
