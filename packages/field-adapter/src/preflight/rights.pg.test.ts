import { afterEach, beforeEach, expect, test } from 'vitest';
import { smallField, type SmallField } from '../fixtures/small-field.ts';
import { createDelivery, createRelay, followTouches, openField, takeTouched, type TouchedRecord, walkAccounts } from '../index.ts';
import { changeRate } from './change-rate.ts';
import { hasPolicies, missingRights, roleForField } from './rights.ts';

let small: SmallField;
const role = `runner_${process.pid}`;
const database = () => new URL(small.url).pathname.slice(1);
const asRole = () => {
  const url = new URL(small.url);
  url.username = role;
  return openField(url.href, { max: 2 });
};
beforeEach(async () => {
  small = await smallField();
});
afterEach(async () => {
  await small.field.unsafe(`drop owned by ${role}; drop role ${role}`).catch(() => {});
  await small.close();
});

test('the owner of the tables lacks nothing', async () => {
  expect(await missingRights(small.field)).toEqual([]);
});

test('the role that is printed lacks nothing, walks accounts, sends changes and keeps which records they were', async () => {
  await small.field.unsafe(roleForField(role, database()).join('\n'));
  const id = await small.make('accounts', { name: 'Acme', status: 'active', country: 'US' });
  const field = asRole();
  try {
    expect(await missingRights(field)).toEqual([]);
    const [account] = await field<{ guid: string }[]>`select guid from accounts where id = ${id}`;
    const pages = await Array.fromAsync(walkAccounts(field, { accounts: [account?.guid ?? ''], after: null, pageSize: 10 }));
    expect(pages.flatMap(({ records }) => records)).toHaveLength(1);
    small.states.states.set(account?.guid ?? '', 'live');
    const delivery = createDelivery({ field, client: small.hq.client, states: small.states });
    const relay = createRelay({ field, delivery, states: small.states });
    await followTouches(field);
    while ((await relay.pass(100)).claimed > 0);
    expect(small.hq.living('account').size).toBe(1);
    const touched: TouchedRecord[] = [];
    await takeTouched(field, async (records) => void touched.push(...records));
    expect(touched).toMatchObject([{ entity: 'account', externalId: account?.guid }]);
  } finally {
    await field.end({ timeout: 1 });
  }
});

test('each right that a role lacks is named', async () => {
  await small.field.unsafe(`create role ${role} login; grant select on accounts to ${role}`);
  const field = asRole();
  try {
    const missing = await missingRights(field);
    expect(missing).toContain('select on users');
    expect(missing).not.toContain('select on accounts');
    expect(missing).toContain('update on projects.hq_identifier');
    expect(missing).toContain('reading and writing outbound.touches');
    expect(missing.join()).toContain('pg_read_all_stats');
  } finally {
    await field.end({ timeout: 1 });
  }
});

test('a right that is lacking among others that are there is seen, also on a sequence', async () => {
  await small.field.unsafe(roleForField(role, database()).join('\n'));
  await small.field.unsafe(
    `revoke insert on outbound.touches from ${role}; revoke update on all sequences in schema outbound from ${role}`,
  );
  const field = asRole();
  try {
    expect(await missingRights(field)).toEqual(['reading and writing outbound.touches', 'reading and writing outbound.versions']);
  } finally {
    await field.end({ timeout: 1 });
  }
});

test('a row that a policy hides is an error, and the role that is printed then sees it', async () => {
  await small.make('accounts', { name: 'Acme', status: 'active', country: 'US' });
  await small.field.unsafe('alter table accounts enable row level security');
  expect(await hasPolicies(small.field)).toBe(true);
  for (const bypassesPolicies of [false, true]) {
    await small.field.unsafe(roleForField(role, database(), { bypassesPolicies }).join('\n'));
    const field = asRole();
    const read = field`select from accounts`.then(
      (rows) => rows.length,
      (error: Error) => error.message,
    );
    if (bypassesPolicies) {
      expect([await read, await missingRights(field)]).toEqual([1, []]);
    } else {
      expect(await read).toContain('row-level security');
      expect(await missingRights(field)).toEqual(['bypassrls, because a policy hides rows of accounts']);
    }
    await field.end({ timeout: 1 });
    await small.field.unsafe(`drop owned by ${role}; drop role ${role}`);
  }
});

test('the rate of changes is counted from statistics', async () => {
  expect(await changeRate(small.field)).toMatchObject({ changesPerSecond: expect.any(Number), since: expect.stringMatching(/^\d{4}-/u) });
});
