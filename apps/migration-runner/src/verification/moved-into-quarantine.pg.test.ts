import { afterAll, beforeAll, expect, it } from 'vitest';
import { readBalance } from './balance/balance.ts';
import { guid, twoSystems } from './fixtures/two-systems.ts';
import { verifierNames } from './verifiers/index.ts';
import { verify } from './verify.ts';

let systems: Awaited<ReturnType<typeof twoSystems>>;
beforeAll(async () => {
  systems = await twoSystems();
});
afterAll(() => systems.close());

const readings = async () => {
  const results = await Promise.all(verifierNames.map((by) => verify(systems.ports(), { by, accounts: null, settleMs: 5000 })));
  return results.map(({ by, findings, pending }) => ({ by, findings, pending }));
};
const unbalanced = async () => {
  const { findings, pending } = await readBalance(systems.ports(), systems.field, { settleMs: 5000 });
  return [...findings, ...pending];
};
const clean = verifierNames.map((by) => ({ by, findings: [], pending: [] }));

it('a company that left a project by moving to another account makes no difference beside one of its name that stayed', async () => {
  await systems.field`insert into companies (id, guid, account_id, name) values (20, ${guid('c', 20)}, 1, 'Acme'), (21, ${guid('c', 21)}, 1, ' ACME')`;
  await systems.field`insert into project_companies (id, project_id, company_id) values (20, 1, 20), (21, 1, 21)`;
  await systems.drain();
  await systems.field`update companies set account_id = 2 where id = 20`;
  await systems.drain();
  expect(await systems.ports().quarantinedKeys()).toEqual(expect.arrayContaining([expect.objectContaining({ entity: 'projectCompany' })]));
  // Lines of extracts have no ids: HQ has two of one project and one name.
  expect(await readings()).toEqual(clean);
  expect(await unbalanced()).toEqual([]);
});

// HQ refuses the name, and keeps the project and its people where they were; companies of another account are no companies of the project.
it('what is of a project that moved to an account where its name is taken makes no difference, by any verifier or balance', async () => {
  await systems.field`update projects set name = 'Project 1' where id = 2`;
  await systems.drain();
  expect(await readings()).toEqual(clean);
  await systems.field`update projects set account_id = 1 where id = 2`;
  await systems.drain();
  expect(await systems.ports().quarantinedKeys()).toEqual(
    expect.arrayContaining([expect.objectContaining({ entity: 'project' }), expect.objectContaining({ entity: 'projectCompany' })]),
  );
  expect(await readings()).toEqual(clean);
  // Found by moving a third of the projects of 30,000 accounts to one.
  expect(await unbalanced()).toEqual([]);
});

it('and what HQ lacks of it is found once it has another name', async () => {
  await systems.field`update projects set name = 'Project 2' where id = 2`;
  await systems.drain();
  await systems.hqSql`delete from project_members where project_id = (select id from projects where name = 'Project 2')`;
  const [counts, digests] = await readings();
  expect([counts, digests]).toMatchObject([
    { findings: [{ kind: 'missing_in_hq', entity: 'projectMember' }] },
    { findings: [{ kind: 'missing_in_hq', entity: 'projectMember' }] },
  ]);
  expect(await unbalanced()).toMatchObject([{ kind: 'unbalanced', entity: 'projectMember' }]);
});
