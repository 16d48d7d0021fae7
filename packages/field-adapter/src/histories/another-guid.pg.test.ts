import { afterAll, expect, test } from 'vitest';
import type { Step, Table } from './fixtures/steps.ts';
import { World } from './fixtures/world.ts';

const world = await World.open();
afterAll(() => world.close());

/** Both accounts are at HQ, and Field has HQ's ids of them and of their projects. */
const live: Step[] = [
  { step: 'walk', account: 0, pageSize: 1000 },
  { step: 'deliver', at: 0 },
  { step: 'walk', account: 1, pageSize: 1000 },
  { step: 'deliver', at: 0 },
  { step: 'pass', limit: 500, trouble: null },
];
const another = (table: Table, at: number, guid: string): Step => ({ step: 'edit', in: 0, edit: 'update', table, at, set: { guid } });
const quarantined = () => world.field`select entity, external_id, code from outbound.quarantine`;

test('a project that gets another guid is at HQ under that one alone, with all that is on it, and Field has the id that it has there', async () => {
  expect(await world.play([...live, another('projects', 0, 'd9000000-0000-4000-8000-000000000001')])).toEqual([]);
  expect([...(await quarantined())]).toEqual([]);
  const [project] = await world.field<{ id: string | null }[]>`select hq_identifier::text as id from projects order by id`;
  expect(project?.id).toMatch(/^[0-9a-f-]{36}$/);
});

test('projects that exchange their guids, and one that gets its old guid back, are at HQ under those that they have', async () => {
  const [first, second, spare] = [1, 2, 9].map((n) => `d0000000-0000-4000-8000-00000000000${n}`) as [string, string, string];
  const pass: Step = { step: 'pass', limit: 500, trouble: null };
  expect(await world.play([...live, another('projects', 0, spare), pass, pass, another('projects', 0, first)])).toEqual([]);
  expect(await world.play([...live, another('projects', 0, spare), another('projects', 1, first), another('projects', 0, second)])).toEqual(
    [],
  );
  expect([...(await quarantined())]).toEqual([]);
});

test('an account that gets another guid is at HQ under that one with all that is in it, and what HQ had as its old one is for a person', async () => {
  const old = 'a0000000-0000-4000-8000-000000000001';
  const found = await world.play([...live, another('accounts', 0, 'a9000000-0000-4000-8000-000000000001')]);
  expect(found.filter((one) => !/^account(Member)? a0000000-0000-4000-8000-000000000001.* is at HQ and not in Field$/.test(one))).toEqual(
    [],
  );
  expect(found).toContain(`account ${old} is at HQ and not in Field`);
  expect([...(await quarantined())]).toEqual([]);
});
