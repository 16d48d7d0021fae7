import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { arrive, migrateAcme, move } from '../fixtures/administered.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { moveAuthority } from './move-authority.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const sql = hq.database.read;
afterAll(() => hq.close());

test('Field is told to keep what it keeps: a repetition gets the first answer, and a move to HQ that was asked for before comes too late', async () => {
  await migrateAcme(hq);
  await arrive(hq);
  const kept = await moveAuthority(sql, move({ to: 'field', epoch: 0 }));
  expect(kept).toMatchObject({ refusal: null, authority: { owner: 'field', epoch: 1 } });
  expect(await moveAuthority(sql, move({ to: 'field', epoch: 0 }))).toEqual(kept);
  const late = await moveAuthority(sql, move({ to: 'hq', epoch: 0 }));
  expect([late.refusal?.code, late.authority.owner, late.authority.epoch]).toEqual(['epoch_other', 'field', 1]);
  expect((await moveAuthority(sql, move({ to: 'hq', epoch: 1 }))).authority).toMatchObject({ owner: 'hq', epoch: 2 });
});
