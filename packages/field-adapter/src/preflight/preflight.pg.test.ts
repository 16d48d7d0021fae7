import { afterAll, expect, test } from 'vitest';
import { guid, smallField } from '../fixtures/small-field.ts';
import { preflight } from '../index.ts';

const small = await smallField();
afterAll(() => small.close());
const { field, make } = small;

test('the dry run foretells what HQ would refuse with what hangs on it, names examples, counts unknown words and all near-duplicates', async () => {
  const account = await make('accounts', { name: 'Acme', status: 'active', locale: 'en', country: 'Atlantis' });
  for (const _ of [1, 2]) await make('projects', { account_id: account, name: 'Tower', start_date: '2020-01-01' });
  const company = await make('companies', { account_id: account, name: 'Bolt  and   Nuts' });
  await make('project_companies', { project_id: 2, company_id: company });
  for (const roles of ['owner,wizard', 'wizard,bard,wizard', 'owner']) {
    const user = await make('users', { email: `${roles.length}@example.com`, status: 'active' });
    await make('account_users', { account_id: account, user_id: user, role: 'member', status: 'active' });
    await make('contacts', { project_id: 2, user_id: user, roles, status: 'active' });
  }
  await field`
    insert into companies (guid, account_id, name) select 'n' || n || length(form), ${account}, 'Near ' || n || form
    from generate_series(1, 101) n, unnest(array['', ' Inc.']) form`;

  const report = await preflight(field);
  const taken = guid('projects', 2);
  const lines = report.quarantine.map(({ code, entity, records }) => `${code} ${entity} ${records}`);
  expect(lines.toSorted()).toEqual(['name_taken project 1', 'parent_quarantined projectCompany 1', 'parent_quarantined projectMember 3']);
  expect(report.quarantine.find(({ code }) => code === 'name_taken')?.examples).toEqual([taken]);
  expect(report.records).toMatchObject({ project: 1, projectCompany: 0, projectMember: 0 });
  const rule = (name: string) => report.rules.find((line) => line.rule === name);
  expect(rule('name-spaces-collapsed')).toMatchObject({ records: 1, examples: [guid('companies', 1)], unknownWords: [] });
  expect(rule('country-unknown')).toMatchObject({ records: 1, unknownWords: [{ word: 'atlantis', times: 1 }] });
  expect(rule('role-unknown')).toMatchObject({
    records: 2,
    unknownWords: [
      { word: 'wizard', times: 2 },
      { word: 'bard', times: 1 },
    ],
    moreUnknownWords: 0,
  });
  expect([report.nearDuplicateGroups, report.nearDuplicateCompanies.length]).toEqual([101, 100]);
});
