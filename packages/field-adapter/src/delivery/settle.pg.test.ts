import { afterAll, beforeAll, expect, it } from 'vitest';
import { guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { listQuarantine } from '../quarantine/quarantine.ts';

let small: SmallField;
beforeAll(async () => {
  small = await smallField();
});
afterAll(() => small.close());

it('children of children of a record in quarantine join it, and leave with it', async () => {
  const account = await small.make('accounts', { name: 'Acme', status: 'active' });
  const address = await small.make('addresses', { address2: 'x'.repeat(200), address3: 'y'.repeat(200) });
  const company = await small.make('companies', { account_id: account, name: 'Builders', address_id: address });
  const user = await small.make('users', { email: 'one@example.com', status: 'active' });
  await small.make('account_users', { account_id: account, user_id: user, company_id: company, role: 'admin', status: 'active' });
  const project = await small.make('projects', { account_id: account, name: 'Tower', start_date: '2020-01-01' });
  await small.make('contacts', { project_id: project, user_id: user, status: 'active' });
  await small.backfill(guid('accounts', account));
  await small.drain();
  const codes = async () => (await listQuarantine(small.field, {})).map(({ entity, code }) => `${entity} ${code}`).sort();
  expect(await codes()).toEqual(['accountMember parent_quarantined', 'company too_long', 'projectMember parent_quarantined']);

  await small.field`update addresses set address3 = null where id = ${address}`;
  await small.drain();
  expect(await codes()).toEqual([]);
  expect([...small.hq.living('projectMember').keys()]).toHaveLength(1);
});
