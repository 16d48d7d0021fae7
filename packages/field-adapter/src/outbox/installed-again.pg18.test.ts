import { afterEach, beforeEach, expect, test } from 'vitest';
import { converges, guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { installCapture } from '../index.ts';
import { quarantinedKeys } from '../quarantine/quarantine.ts';

let small: SmallField;
beforeEach(async () => void (small = await smallField()));
afterEach(() => small.close());

const held = (...entities: string[]) =>
  [...small.hq.held].flatMap(([name, { data }]) => (data !== null && entities.includes(name.split(' ')[0] ?? '') ? [name] : [])).toSorted();

test('a login becomes another person and waits while capture is installed again: its membership goes with it', async () => {
  const { make, field } = small;
  const account = await make('accounts', { name: 'Acme' });
  await make('users', { email: 'ann@example.com' });
  const second = await make('users', { email: 'ann@example.com' });
  await make('account_users', { account_id: account, user_id: second, role: 'admin' });
  await small.backfill(guid('accounts', account));
  await small.drain();
  expect(held('accountMember')).toEqual([`accountMember ${guid('accounts', account)}:${guid('users', 1)}`]);
  await field`update users set email = 'bob@example.com' where id = ${second}`;
  await installCapture(field);
  await small.drain();
  expect(held('accountMember')).toEqual([`accountMember ${guid('accounts', account)}:${guid('users', 2)}`]);
  await converges(small);
}, 30_000);

test('a company becomes another one and waits while capture is installed again: its projects go with it', async () => {
  const { make, field } = small;
  const account = await make('accounts', { name: 'Acme' });
  await make('companies', { account_id: account, name: 'Volt' });
  const second = await make('companies', { account_id: account, name: 'Volt' });
  const project = await make('projects', { account_id: account, name: 'Tower', created_at: '2017-01-01' });
  await make('project_companies', { project_id: project, company_id: second });
  await small.backfill(guid('accounts', account));
  await small.drain();
  await field`update companies set name = 'Bolt' where id = ${second}`;
  await installCapture(field);
  await small.drain();
  expect(held('projectCompany')).toEqual([`projectCompany ${guid('projects', project)}:${guid('companies', 2)}`]);
  await converges(small);
}, 30_000);

test('rows deleted while their trigger was off are found when capture is installed again: who was one with them takes their place', async () => {
  const { make, field } = small;
  const account = await make('accounts', { name: 'Acme' });
  const company = await make('companies', { account_id: account, name: 'ACME' });
  const second = await make('companies', { account_id: account, name: 'ACME' });
  const login = await make('users', { email: 'ann@example.com' });
  const member = await make('users', { email: 'ann@example.com' });
  await make('account_users', { account_id: account, user_id: member, company_id: second, role: 'admin' });
  await small.backfill(guid('accounts', account));
  await small.drain();
  expect(held('company', 'user')).toEqual([`company ${guid('companies', 1)}`, `user ${guid('users', 1)}`]);
  await field.unsafe('alter table companies disable trigger outbound_delete; alter table users disable trigger outbound_delete');
  await field`delete from companies where id = ${company}`;
  await field`delete from users where id = ${login}`;
  await installCapture(field);
  await small.drain();
  expect(held('company', 'user')).toEqual([`company ${guid('companies', 2)}`, `user ${guid('users', 2)}`]);
  await converges(small);
}, 30_000);

test('logins of one person that were taken for two are found when capture is installed again', async () => {
  const { make, field } = small;
  const account = await make('accounts', { name: 'Acme' });
  await make('users', { email: 'ann@example.com', oxygen_uid: 'U1' });
  const second = await make('users', { email: 'ann@example.com' });
  await make('account_users', { account_id: account, user_id: second, role: 'admin' });
  await small.backfill(guid('accounts', account));
  await small.drain();
  // As an older release has left it, which then sent the membership under the wrong name.
  await field`update outbound.logins set person = guid where user_id = ${second}`;
  await field`update account_users set role = 'member'`;
  await small.drain();
  expect((await quarantinedKeys(field)).map(({ entity }) => entity).toSorted()).toEqual(['accountMember', 'user']);
  await installCapture(field);
  await small.drain();
  expect(await quarantinedKeys(field)).toEqual([]);
  expect(small.hq.living('accountMember').get(`${guid('accounts', account)}:${guid('users', 1)}`)).toMatchObject({ role: 'account_user' });
  await converges(small);
}, 30_000);

test('a table of companies that is truncated and filled again without a row is known as it is once capture is installed again', async () => {
  const { make, field } = small;
  const account = await make('accounts', { name: 'Acme' });
  const company = await make('companies', { account_id: account, name: 'ACME' });
  await make('companies', { account_id: account, name: 'ACME' });
  await small.backfill(guid('accounts', account));
  await small.drain();
  await field.unsafe(
    `create temp table kept as select * from companies where id <> ${company}; truncate companies; insert into companies select * from kept`,
  );
  await installCapture(field);
  await small.drain();
  expect(held('company')).toEqual([`company ${guid('companies', 2)}`]);
  await converges(small);
}, 30_000);
