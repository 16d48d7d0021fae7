import { afterEach, beforeEach, expect, test } from 'vitest';
import { converges, guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { listQuarantine } from '../quarantine/quarantine.ts';

let field: SmallField;

beforeEach(async () => {
  field = await smallField();
  const id = await field.make('accounts', { name: 'Acme', is_trial: false, status: 'active', country: 'US' });
  await field.backfill(guid('accounts', id));
  field.states.states.set('unassigned', 'live');
});
afterEach(() => field.close());

const aside = async () => (await listQuarantine(field.field, {})).map(({ externalId, account, code }) => [externalId, account, code]);
const user = (email: string) => field.make('users', { email, status: 'active' });
const project = (row: Record<string, unknown> = {}) =>
  field.make('projects', { account_id: 1, name: 'Tower', start_date: '2015-01-01', ...row });

test('a row that comes while its parent is not there is put aside, and arrives when the parent does', async () => {
  const member = await user('one@example.com');
  const contact = await field.make('contacts', { project_id: 700, user_id: member, status: 'active' });
  await field.drain();
  expect(await aside()).toEqual([[`contacts#${contact}`, null, 'parent_missing']]);
  await project({ id: 700, guid: guid('projects', 700) });
  await converges(field);
  expect(await aside()).toEqual([]);
  expect(field.hq.living('projectMember').size).toBe(1);
});

test('rows that come before their account leave when it is walked', async () => {
  const member = await user('one@example.com');
  const company = await field.make('companies', { account_id: 800, name: 'Early' });
  await project({ id: 700, account_id: 800, guid: guid('projects', 700) });
  await field.make('account_users', { account_id: 800, user_id: member, role: 'member', status: 'active' });
  await field.make('contacts', { project_id: 700, user_id: member, status: 'active' });
  await field.make('project_companies', { project_id: 700, company_id: company });
  await field.drain();
  // Of an account that is walked after that one.
  const later = guid('companies', await field.make('companies', { account_id: 801, name: 'Early too' }));
  await field.drain();
  expect((await aside()).map(([, account]) => account)).toEqual([null, null, null, null, null, null]);
  for (const id of [800, 801])
    await field.field`insert into accounts (id, guid, name, status, country) values (${id}, ${guid('accounts', id)}, ${`Late ${id}`}, 'active', 'US')`;
  await field.drain();
  expect(field.states.found.toSorted()).toEqual([guid('accounts', 800), guid('accounts', 801)]);
  await field.backfill(guid('accounts', 800));
  await field.drain();
  expect((await aside()).map(([name]) => name)).toEqual([later]);
  await field.backfill(guid('accounts', 801));
  await converges(field);
  expect(await aside()).toEqual([]);
  expect(field.hq.living('projectMember').size).toBe(1);
});

test('of rows whose other parent is not there the account is known', async () => {
  const acme = guid('accounts', 1);
  const tower = await project();
  const joins = {
    account_users: await field.make('account_users', { account_id: 1, user_id: 900, role: 'member', status: 'active' }),
    contacts: await field.make('contacts', { project_id: tower, user_id: 901, status: 'active' }),
    project_companies: await field.make('project_companies', { project_id: tower, company_id: 902 }),
  };
  await field.drain();
  expect((await aside()).toSorted()).toEqual(Object.entries(joins).map(([table, id]) => [`${table}#${id}`, acme, 'parent_missing']));
  await field.field`update contacts set deleted_at = now()`;
  await field.field`delete from account_users`;
  await field.field`delete from project_companies`;
  await field.drain();
  expect(await aside()).toEqual([]);
});

test('what comes before its company, on a project of another account, is put aside under its name once that is there', async () => {
  const [tower, beta] = [await project(), await field.make('accounts', { name: 'Beta', is_trial: false, status: 'active' })];
  await field.backfill(guid('accounts', beta));
  // A guid that looks like the name of such a row stands in quarantine with what is on it.
  const odd = await project({ guid: 'project_companies#odd', name: 'Odd' });
  await field.make('project_companies', {
    project_id: odd,
    company_id: await field.make('companies', { account_id: 1, name: 'Builders' }),
  });
  const row = await field.make('project_companies', { project_id: tower, company_id: 700 });
  await field.drain();
  const onTower = async () => (await aside()).flatMap(([name]) => (String(name).startsWith('project_companies#odd') ? [] : [name]));
  expect(await aside()).toHaveLength(3);
  expect(await onTower()).toEqual([`project_companies#${row}`]);
  await field.make('companies', { id: 700, guid: guid('companies', 700), account_id: beta, name: 'Late' });
  await field.drain();
  expect(await onTower()).toEqual([`${guid('projects', tower)}:${guid('companies', 700)}`]);
});

test('companies of an account that is deleted for good are put aside, not forgotten', async () => {
  const company = await field.make('companies', { account_id: 1, name: 'Builders' });
  await converges(field);
  expect(field.hq.living('company').size).toBe(1);
  await field.field`delete from accounts where id = 1`;
  await field.drain();
  expect(field.hq.living('company').size).toBe(0);
  expect((await aside()).map(([name]) => name)).toEqual([guid('companies', company)]);
});

test('what a project that is deleted for good leaves behind is put aside, not forgotten', async () => {
  const [member, tower] = [await user('one@example.com'), await project()];
  const contact = await field.make('contacts', { project_id: tower, user_id: member, status: 'active' });
  await converges(field);
  expect(field.hq.living('projectMember').size).toBe(1);
  await field.field`delete from projects where id = ${tower}`;
  await field.drain();
  expect(field.hq.living('projectMember').size).toBe(0);
  expect(await aside()).toEqual([[`contacts#${contact}`, null, 'parent_missing']]);
});

test('a join that waits in quarantine for one parent leaves when the other one is deleted for good', async () => {
  const [tower, company] = [await project(), await field.make('companies', { account_id: 1, name: null })];
  await field.make('project_companies', { project_id: tower, company_id: company });
  await field.drain();
  const name = `${guid('projects', tower)}:${guid('companies', company)}`;
  expect(await aside()).toContainEqual([name, guid('accounts', 1), 'parent_quarantined']);
  await field.field`delete from projects where id = ${tower}`;
  await field.drain();
  expect((await aside()).map(([key]) => key)).not.toContain(name);
});
