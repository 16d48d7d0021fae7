import { afterAll, beforeAll, expect, test } from 'vitest';
import { guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { listAccounts, nameAccounts } from './list-accounts.ts';

let small: SmallField;
beforeAll(async () => {
  small = await smallField();
  await small.make('accounts', { name: 'Acme' });
  await small.make('accounts', { name: 'Gone', deleted_at: '2026-01-01' });
});
afterAll(() => small.close());

const [acme, gone] = [guid('accounts', 1), guid('accounts', 2)];

test('all accounts are named, deleted ones too, and the unit of those who belong to none comes last', async () => {
  const named = await nameAccounts(small.field, null);
  expect(named).toEqual([
    { externalId: acme, deleted: false },
    { externalId: gone, deleted: true },
    { externalId: 'unassigned', deleted: false },
  ]);
  const listed = (await Array.fromAsync(listAccounts(small.field))).flat();
  expect(listed.map(({ externalId, deleted }) => ({ externalId, deleted }))).toEqual(named);
});

test('of accounts that are asked for, those that Field has', async () => {
  expect(await nameAccounts(small.field, [gone, guid('accounts', 9)])).toEqual([{ externalId: gone, deleted: true }]);
  expect(await nameAccounts(small.field, ['unassigned'])).toEqual([{ externalId: 'unassigned', deleted: false }]);
  expect(await nameAccounts(small.field, [])).toEqual([]);
});
