import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { account, accountMember, company, project, projectCompany, projectMember, user } from '../fixtures/records.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
afterAll(() => hq.close());

const names = Array.from({ length: 160 }, (_, index) => `n${index}`);
const tables = ['accounts', 'users', 'companies', 'account_members', 'projects', 'project_companies', 'project_members'];

const everything = (version: number) => ({
  account: [account('acme', {}, version)],
  user: names.map((name) => user(name, {}, version)),
  company: names.map((name) => company(name, {}, version)),
  accountMember: names.map((name) => accountMember('acme', name, {}, version)),
  project: names.map((name) => project(name, {}, version)),
  projectCompany: names.map((name) => projectCompany(name, name, version)),
  projectMember: names.map((name) => projectMember(name, name, {}, version)),
});

/** The page of each row, which its primary key names. */
const pages = () =>
  Promise.all(
    tables.map((table) =>
      hq.rows(`select (ctid::text::point)[0]::int as page, to_jsonb(t) - '{source_version,updated_at}'::text[] as row from ${table} t`),
    ),
  );

test('newer versions of all rows of a page stand in it, walk after walk, so that no index is written', async () => {
  await hq.send(everything(0));
  const first = (await pages()).map((rows) => rows.map((row) => JSON.stringify(row)).toSorted());
  for (const version of [1, 2, 3, 4]) {
    await hq.send(everything(version));
    expect(
      (await pages()).map((rows) => rows.map((row) => JSON.stringify(row)).toSorted()),
      `version ${version}`,
    ).toEqual(first);
  }
  expect(await hq.rows('select distinct source_version::int as version from project_members')).toEqual([{ version: 4 }]);
});
