import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
beforeAll(async () => {
  all = await migration({ accounts: 12 });
  await all.field`
    insert into outbound.quarantine (entity, external_id, account, version, code, message)
    select 'user', 'person' || i, null, 1, case when i = 1 then 'identity_conflict' else 'email_invalid' end, 'mend it' from generate_series(1, 5) i`;
});
afterAll(() => all.close());

test('a list that shows some of what it found says how many more there are', async () => {
  const { json } = await all.migrate('quarantine', 'list', '--limit', '2');
  expect(json).toMatchObject({
    reasons: [
      { code: 'email_invalid', entity: 'user', records: 4 },
      { code: 'identity_conflict', entity: 'user', records: 1 },
    ],
    entries: [{ externalId: 'person1' }, { externalId: 'person2' }],
    more: 3,
  });
  const { json: whole } = await all.migrate('quarantine', 'list', '--code', 'email_invalid');
  expect(whole).toMatchObject({ entries: Array.from({ length: 4 }, () => ({ code: 'email_invalid' })), more: 0 });
});

test.each([
  ['show', []],
  ['release', []],
  ['accept', ['--name', 'ann', '--reason', 'gone']],
])('%s of a named record ends with 1 when that is not in quarantine', async (what, words) => {
  expect((await all.migrate('quarantine', what, '--record', 'nosuch', ...words)).code).toBe(1);
  expect((await all.migrate('quarantine', what, '--record', 'person1', '--code', 'email_invalid', ...words)).code).toBe(1);
  expect((await all.migrate('quarantine', what, '--record', 'person5', ...words)).code).toBe(0);
  // Once more: it waits in the outbox already, or was accepted before, and is in quarantine all the same.
  expect((await all.migrate('quarantine', what, '--record', 'person5', ...words)).code).toBe(0);
  await Promise.all([all.runner`delete from migration.quarantine_acceptances`, all.field`delete from outbound.touches`]);
});

test('what is accepted by name concerns nobody, on the first day too', async () => {
  const queue = () => all.migrate('queue');
  await all.migrate('quarantine', 'accept', '--code', 'email_invalid', '--name', 'ann', '--reason', 'they have left');
  expect(await queue()).toMatchObject({ code: 1, json: { concerns: [{ what: '1 records are in quarantine, accepted by nobody' }] } });
  await all.field`update outbound.quarantine set code = 'identity_conflict' where external_id = 'person2'`;
  expect(await queue()).toMatchObject({ code: 1, json: { concerns: [{ what: '2 records are in quarantine, accepted by nobody' }] } });
  await all.field`update outbound.quarantine set code = 'email_invalid' where external_id = 'person2'`;
  await all.migrate('quarantine', 'accept', '--record', 'person1', '--name', 'ann', '--reason', 'two people in fact');
  expect(await queue()).toMatchObject({ code: 0, json: { needsAPerson: false } });
  await all.runner`delete from migration.quarantine_acceptances`;
});

test('accepted entries are counted apart, by who accepted them', async () => {
  await all.migrate('quarantine', 'accept', '--code', 'identity_conflict', '--name', 'ann', '--reason', 'two people in fact');
  const { json } = await all.migrate('quarantine', 'list');
  expect(json).toMatchObject({ accepted: 1, reasons: [{ accepted: 0 }, { code: 'identity_conflict', accepted: 1 }] });
  const { json: shown } = await all.migrate('quarantine', 'show', '--record', 'person1');
  expect(shown).toMatchObject({ entries: [{ accepted: { name: 'ann', reason: 'two people in fact' } }] });
});
