import { afterAll, beforeAll, expect, it } from 'vitest';
import { guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { drawVersion, walkAccounts } from '../index.ts';
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

it('the field of a record that joins its parent is that parent, also when HQ lacked another one before it', async () => {
  const account = await small.make('accounts', { name: 'Bold', status: 'active' });
  await small.backfill(guid('accounts', account));
  const address = await small.make('addresses', { city: '\ufb2c'.repeat(100) });
  const company = await small.make('companies', { account_id: account, name: 'Diggers', address_id: address });
  const user = await small.make('users', { email: 'two@example.com', status: 'active' });
  await small.make('account_users', { account_id: account, user_id: user, company_id: company, role: 'admin', status: 'active' });
  await small.drain();
  // HQ names the user before the company; the user comes at once, and the company is refused.
  small.hq.held.delete(`user ${guid('users', user)}`);
  const member = { entity: 'accountMember', externalId: `${guid('accounts', account)}:${guid('users', user)}` } as const;
  await small.delivery.deliverCurrent([member], await drawVersion(small.field));
  expect([...small.hq.living('user').keys()]).toContain(guid('users', user));
  expect(await listQuarantine(small.field, member)).toMatchObject([
    { code: 'parent_quarantined', field: 'company', message: 'its company is in quarantine' },
  ]);
});

/** Does something once, when HQ has answered a batch that holds both projects and before its sender has heard that. */
function onceBothAreAnswered(projects: readonly number[], work: () => Promise<unknown>): () => boolean {
  let isDone = false;
  small.hq.afterApply = async ({ records }) => {
    const sent = new Set(records.project?.map(({ externalId }) => externalId));
    if (isDone || !projects.every((id) => sent.has(guid('projects', id)))) return;
    isDone = true;
    await work();
  };
  return () => isDone;
}

it('a refusal of a walk that settles, which is heard when the record was mended and taken already, does not stay in quarantine', async () => {
  const id = await small.make('accounts', { name: 'Coda', status: 'active' });
  const account = guid('accounts', id);
  const projects: number[] = [];
  for (const name of ['Tower', 'tower']) projects.push(await small.make('projects', { account_id: id, name, start_date: '2020-01-01' }));
  await small.drain();
  small.states.states.set(account, 'backfilling');
  const isMended = onceBothAreAnswered(projects, async () => {
    await small.field`update projects set name = 'Bridge' where id = ${projects[1] ?? 0}`;
    await small.drain();
  });
  // A page for each record, so that the second project meets the first one at HQ.
  for await (const page of walkAccounts(small.field, { accounts: [account], after: null, pageSize: 1 }))
    await small.delivery.deliver(page.records, 0);
  await small.delivery.endWalk([account], 0);
  small.states.states.set(account, 'live');
  await small.drain();
  expect(isMended()).toBe(true);
  expect(await listQuarantine(small.field, { account })).toEqual([]);
});

it('a record that comes to wait for another one, which gave the value up before that was heard, does not stay in quarantine', async () => {
  const id = await small.make('accounts', { name: 'Delta', status: 'active' });
  const account = guid('accounts', id);
  const project = (name: string) => small.make('projects', { account_id: id, name, start_date: '2020-01-01' });
  const [first, second] = [await project('Tower'), await project('Bridge')];
  await small.backfill(account);
  await small.drain();
  const third = await project('tower');
  await small.drain();
  expect(await listQuarantine(small.field, { account })).toMatchObject([{ externalId: guid('projects', third), code: 'name_taken' }]);
  // The first gives the name to the second, for which the third waits from then on.
  await small.field`update projects set name = case id when ${first} then 'Old' else 'Tower' end where id in (${first}, ${second})`;
  const isFree = onceBothAreAnswered([second, third], async () => {
    await small.field`update projects set name = 'Bridge again' where id = ${second}`;
    await small.relay.pass(500);
  });
  await small.drain();
  expect(isFree()).toBe(true);
  expect(await listQuarantine(small.field, { account })).toEqual([]);
});
