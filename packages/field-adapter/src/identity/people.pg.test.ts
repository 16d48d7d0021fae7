import { afterAll, expect, test } from 'vitest';
import { guid, smallField } from '../fixtures/small-field.ts';
import { resolveChanges } from '../outbox/resolve-changes.ts';
import { buildPeople } from './people.ts';

const { field, make, close } = await smallField();
afterAll(close);

const persons = async () => [...(await field`select user_id::int as login, person, conflict from outbound.logins order by user_id`)];

test('who has the e-mail that a deleted login of somebody else had stays one person when that somebody changes', async () => {
  await make('users', { email: 'shared@example.com', oxygen_uid: 'U1', deleted_at: '2015-01-01' });
  const dan = await make('users', { email: 'dan@example.com', oxygen_uid: 'U1' });
  const fay = await make('users', { email: 'shared@example.com', oxygen_uid: 'U3' });
  const second = await make('users', { email: 'shared@example.com' });
  await resolveChanges(field, 100);
  await field`update users set email = 'dan2@example.com' where id = ${dan}`;
  await resolveChanges(field, 100);
  const found = await persons();
  expect(found).toContainEqual({ login: second, person: guid('users', fay), conflict: false });
  await buildPeople(field, 'outbound');
  expect(await persons()).toEqual(found);
});
