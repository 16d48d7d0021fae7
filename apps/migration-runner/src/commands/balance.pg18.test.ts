import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
beforeAll(async () => {
  all = await migration({ accounts: 12 });
});
afterAll(() => all.close());

test('an account that neither system has does not close', async () => {
  const unknown = '00000000-0000-4000-8000-000000000001';
  const [row] = await all.field<{ guid: string }[]>`select guid::text from accounts where deleted_at is null order by id limit 1`;
  const account = row?.guid ?? '';
  const { code, json } = await all.migrate('balance', '--accounts', `${account},${unknown}`, '--settle', '0');
  expect(code).toBe(1);
  expect(json).toMatchObject({
    closes: false,
    findings: 0,
    pending: 0,
    unknown: [unknown],
    lines: expect.arrayContaining([expect.objectContaining({ account, entity: 'account' })]),
  });
});

test('an account that Field has deleted for good closes once HQ has its tombstone', async () => {
  await all.enqueueAll();
  expect(await all.migrate('work', '--until-idle')).toMatchObject({ code: 0 });
  const [row] = await all.field<{ id: string; guid: string }[]>`
    select id, guid::text from accounts where deleted_at is null order by id desc limit 1`;
  const { id = '', guid = '' } = row ?? {};
  await all.field.begin(async (sql) => {
    for (const table of ['contacts', 'project_companies'])
      await sql`delete from ${sql(table)} where project_id in (select id from projects where account_id = ${id})`;
    for (const table of ['projects', 'companies', 'account_users']) await sql`delete from ${sql(table)} where account_id = ${id}`;
    await sql`delete from accounts where id = ${id}`;
  });
  expect(await all.migrate('work', '--until-idle')).toMatchObject({ code: 0 });
  const { code, json } = await all.migrate('balance', '--accounts', guid);
  expect(json).toMatchObject({ closes: true, findings: 0, unknown: [], lines: [] });
  expect(code).toBe(0);
});
