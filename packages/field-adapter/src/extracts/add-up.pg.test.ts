import type { DigestsOutput } from '@hq-field/contracts';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createLegacyField, openSmallField } from './fixtures/small-field.ts';

const database = await testDatabase('legacy_field', createLegacyField);
const field = openSmallField(database.url);
afterAll(async () => {
  await field.end();
  await database.drop();
});

/** Two accounts that share a person, and somebody who is in none. */
beforeEach(() =>
  field.holds({
    accounts: [{}, { name: 'Other' }],
    users: [{ email: 'shared@x.org' }, { email: 'one@x.org' }, { email: 'nowhere@x.org' }],
    companies: [{ account_id: 1, name: 'Acme' }],
    account_users: [
      { account_id: 1, user_id: 1, company_id: 1 },
      { account_id: 2, user_id: 1 },
    ],
    projects: [{ account_id: 2, name: 'Project', start_date: '2020-01-01' }],
    contacts: [{ project_id: 1, user_id: 2 }],
  }),
);

test.each([[[]], [[{ entity: 'user' as const, externalId: 'u1' }]]])(
  'what was added up once says of each account, and of all people, what digests say of everything, without %j',
  async (exclude) => {
    await field.ask(async (of) => {
      const all = (await of.digests({ accounts: null, exclude })).digests;
      const ofAccounts = (...names: (string | null)[]) => all.filter(({ account }) => names.includes(account));
      const read = await of.addUp(exclude);
      expect(await Promise.all([read(['a2']), read(['a2', null, 'a1']), read([null]), read(['nobody']), read([])])).toEqual(
        [ofAccounts('a2'), all, ofAccounts(null), [], []].map((digests): DigestsOutput => ({ digests })),
      );
      expect(ofAccounts('a1', 'a2')).toHaveLength(exclude.length === 0 ? 9 : 7);
    });
  },
);

test('adding up again adds up without what is left out then', async () => {
  await field.ask(async (of) => {
    await of.addUp([]);
    const read = await of.addUp([{ entity: 'project', externalId: 'p1' }]);
    expect((await read(['a2'])).digests.map(({ entity }) => entity)).not.toContain('project');
  });
});
