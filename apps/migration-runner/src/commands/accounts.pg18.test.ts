import { raiseFence } from '@hq-field/field-adapter';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

const unknown = '00000000-0000-4000-8000-000000000001';
let all: Migration;
let acme: string;
let second: string;
beforeAll(async () => {
  all = await migration({ accounts: 12 });
  await all.migrate('enqueue', '--all');
  const rows = await all.field<{ guid: string }[]>`select guid::text from accounts where deleted_at is null order by id limit 2`;
  [acme, second] = rows.map(({ guid }) => guid) as [string, string];
});
afterAll(() => all.close());

const lines = (...filter: string[]) => all.migrate('accounts', ...filter);

test('the board says who keeps each account and what the gate says of it', async () => {
  expect((await lines('--accounts', acme)).json).toMatchObject({
    total: 1,
    accounts: [{ account: acme, state: 'planned', authority: 'field', gate: 'legacy' }],
    unknown: [],
  });
  await raiseFence(all.field, acme, 1);
  await all.migrate('gate', 'set', 'field.administration', 'hq', '--accounts', acme, '--actor', 'olga', '--reason', 'a test');
  await all.migrate('gate', 'set', 'field.administration', 'locked', '--accounts', second, '--actor', 'olga', '--reason', 'a test');
  expect((await lines('--authority', 'hq')).json).toMatchObject({ accounts: [{ account: acme, authority: 'hq', gate: 'hq' }] });
  expect((await lines('--locked')).json).toMatchObject({ accounts: [{ account: second, authority: 'field', gate: 'locked' }] });
  expect((await lines('--authority', 'nobody')).code).toBe(2);
});

test('an account that the runner does not know is named, and beside it those that it knows are shown', async () => {
  const { code, json } = await lines('--accounts', `${acme},${unknown}`);
  expect(code).toBe(1);
  expect(json).toMatchObject({ total: 1, accounts: [{ account: acme }], unknown: [unknown] });
});

test('findings of an account that nobody knows are not reconciled', async () => {
  const { code, text } = await all.migrate('reconcile', '--accounts', unknown);
  expect([code, text]).toEqual([3, expect.stringContaining(`no account ${unknown}`)]);
  expect((await all.migrate('reconcile', '--accounts', acme)).code).toBe(0);
});

test('an account that is sent once more is left like the others, and nothing of it is copied yet', async () => {
  await all.runner`update migration.accounts set state = 'live', records = 70 where external_id = ${acme}`;
  const left = async () => ((await all.migrate('queue')).json as { left: { accounts: number } }).left.accounts;
  const others = await left();
  expect((await lines('--accounts', acme)).json).toMatchObject({ accounts: [{ records: 70 }] });
  await all.store.markEnqueued([acme], { again: true });
  expect((await lines('--accounts', acme)).json).toMatchObject({ accounts: [{ records: 0 }] });
  expect(await left()).toBe(others + 1);
});

test('an account that was let go and waits for its turn is not stuck; one that no job brings back is, and one whose job a free worker does not fetch', async () => {
  await all.runner`
    update migration.accounts set state = 'backfilling', started_at = clock_timestamp() - interval '2 minutes' where external_id = ${second}`;
  const stuck = async () => {
    const [board, queue] = [await lines('--stuck'), await all.migrate('queue')];
    return [board.json, queue.json] as const;
  };
  const [nobody, one] = [
    [{ accounts: [] }, { stuck: [] }],
    [{ accounts: [{ account: second }] }, { stuck: [{ account: second }] }],
  ];
  expect(await stuck()).toMatchObject(nobody);
  const host = (inHand: number) => all.runner`
    insert into migration.hosts (id, name, seen_at, figures, state)
    values ('00000000-0000-4000-8000-000000000002', 'host', clock_timestamp() + interval '1 minute', '{}', ${all.runner.json({ workers: 2, accounts: inHand, waitsBecause: null })})
    on conflict (id) do update set state = excluded.state`;
  await host(1);
  expect(await stuck()).toMatchObject(nobody);
  await all.runner`update pgboss.job set start_after = now() - interval '2 minutes' where singleton_key = ${second}`;
  expect(await stuck()).toMatchObject(one);
  await host(2);
  expect(await stuck()).toMatchObject(nobody);
  await all.runner`delete from pgboss.job where singleton_key = ${second}`;
  expect(await stuck()).toMatchObject(one);
});
