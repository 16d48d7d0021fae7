import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SmallField, smallField } from '../fixtures/small-field.ts';
import { activityByHour } from './activity-by-hour.ts';

let field: SmallField;
beforeAll(async () => {
  field = await smallField();
});
afterAll(() => field.close());

test('hours of the week are counted in UTC from Monday on, and what is old or of a time to come is left out', async () => {
  expect(await activityByHour(field.field)).toEqual([]);
  const account = await field.make('accounts', { name: 'Acme' });
  // A Monday, the Sunday before it, half a year before, and what nobody can have written yet.
  for (const updated_at of ['2025-11-24 00:30', '2025-11-24 00:59', '2025-11-23 23:00', '2025-05-01 12:00', '2999-01-01'])
    await field.make('projects', { account_id: account, name: updated_at, updated_at });
  expect(await activityByHour(field.field)).toEqual([
    { hourOfWeekUtc: 0, count: 2 },
    { hourOfWeekUtc: 167, count: 1 },
  ]);
});
