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

/** The page of each row of all tables, by what it says but for its version. */
async function pages(): Promise<Map<string, number>> {
  const rows = await Promise.all(
    tables.map((table) =>
      hq.rows<{ row: string; page: number }>(
        `select '${table}' || (to_jsonb(t) - '{source_version,updated_at}'::text[])::text as row, (ctid::text::point)[0]::int as page from ${table} t`,
      ),
    ),
  );
  return new Map(rows.flat().map(({ row, page }) => [row, page]));
}

test('newer versions of all rows of a page stand in it, walk after walk, so that no index is written', async () => {
  await hq.send(everything(0));
  let [written, moved, before] = [0, 0, await pages()];
  for (const version of [1, 2, 3, 4]) {
    await hq.send(everything(version));
    const now = await pages();
    written += now.size;
    for (const [row, page] of now) moved += before.get(row) === page ? 0 : 1;
    before = now;
  }
  expect(await hq.rows('select distinct source_version::int as version from project_members')).toEqual([{ version: 4 }]);
  expect(written).toBe(4 * (1 + 6 * names.length));
  // The server leaves what a page need not keep any more where somebody looks at the page in that moment, as a checkpoint does.
  expect(moved / written).toBeLessThan(0.1);
});
