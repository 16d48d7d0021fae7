import { type Entity, entityNames } from '../../../v1/entities/index.ts';
import { columnSeparator, rowKeyLength } from '../../../v1/extracts/index.ts';
import type { CountsOutput, DigestsOutput, RowsInput, RowsOutput } from '../../../v1/procedures/verification.ts';
import { sample } from '../../sample-records.ts';
import { digestOfRows } from '../canonical.ts';
import { fresh } from '../fresh.ts';
import type { HqUnderTest } from '../hq-under-test.ts';
import { richCustomerAtHq } from '../rich-customer.ts';
import { check, compare, type ServerSection } from '../section.ts';

const counts = async (hq: HqUnderTest, accounts: string[] | null, exclude: { entity: Entity; externalId: string }[] = []) =>
  (await hq.ask<CountsOutput>('verification.counts', { accounts, exclude })).counts;
const digests = async (hq: HqUnderTest, accounts: string[]) =>
  (await hq.ask<DigestsOutput>('verification.digests', { accounts, exclude: [] })).digests;
const rows = (hq: HqUnderTest, input: Pick<RowsInput, 'entity' | 'account'> & Partial<RowsInput>) =>
  hq.ask<RowsOutput>('verification.rows', { after: null, limit: 1000, keys: null, ...input });
const inShort = (sums: CountsOutput['counts']) => Object.fromEntries(sums.map(({ entity, records }) => [entity, records]));
const onceEach = Object.fromEntries(entityNames.map((entity) => [entity, 1]));

export const verification: ServerSection = {
  title: 'Verification: counts, digests and rows',
  checks: [
    check('counts name every entity of an account, its users through its members', async (hq) => {
      const { customer } = await richCustomerAtHq(hq);
      return compare(inShort(await counts(hq, [customer.account])), onceEach);
    }),
    check('counts of an account that HQ does not hold are absent', async (hq) => compare(await counts(hq, [fresh()]), [])),
    check('counts of two accounts are told apart', async (hq) => {
      const names = [await richCustomerAtHq(hq), await richCustomerAtHq(hq)].map(({ customer }) => customer.account);
      const found = (await counts(hq, names)).filter(({ entity }) => entity === 'account').map(({ account }) => account);
      return compare(new Set(found), new Set(names));
    }),
    check('counts of all accounts hold each of them, and all users once more under no account', async (hq) => {
      const { customer } = await richCustomerAtHq(hq);
      const all = await counts(hq, null);
      const users = all.filter(({ account }) => account === null);
      return compare(
        { own: inShort(all.filter(({ account }) => account === customer.account)), users: users.map(({ entity }) => entity) },
        { own: onceEach, users: ['user'] },
      );
    }),
    check('the counts of digests are those of counts', async (hq) => {
      const { customer } = await richCustomerAtHq(hq);
      return compare(inShort(await digests(hq, [customer.account])), onceEach);
    }),
    ...entityNames.map((entity) =>
      check(`the digest of ${entity} is what its rows give by the rule of the contract`, async (hq) => {
        const { customer } = await richCustomerAtHq(hq);
        const digest = (await digests(hq, [customer.account])).find((one) => one.entity === entity)?.digest;
        return compare(digest, digestOfRows((await rows(hq, { entity, account: customer.account })).rows));
      }),
    ),
    ...entityNames.map((entity) =>
      check(`a row of ${entity} has the contract's columns, key and names`, async (hq) => {
        const { customer, rows: expected } = await richCustomerAtHq(hq);
        const hasUser = ['user', 'accountMember', 'projectMember'].includes(entity);
        const hasCompany = ['company', 'accountMember', 'projectCompany', 'projectMember'].includes(entity);
        const row = {
          key: expected[entity].slice(0, rowKeyLength[entity]).join(columnSeparator),
          externalId: customer[entity],
          user: hasUser ? customer.user : null,
          company: hasCompany ? customer.company : null,
          values: expected[entity],
        };
        return compare(await rows(hq, { entity, account: customer.account }), { rows: [row], next: null });
      }),
    ),
    check('an excluded user takes along the rows that hold its values', async (hq) => {
      const { customer } = await richCustomerAtHq(hq);
      const without = await counts(hq, [customer.account], [{ entity: 'user', externalId: customer.user }]);
      return compare(inShort(without), { account: 1, company: 1, project: 1, projectCompany: 1 });
    }),
    check('an excluded company takes along the rows that hold its values', async (hq) => {
      const { customer } = await richCustomerAtHq(hq);
      const without = await counts(hq, [customer.account], [{ entity: 'company', externalId: customer.company }]);
      return compare(inShort(without), { account: 1, project: 1 });
    }),
    check('any other excluded record leaves out its own row only', async (hq) => {
      const { customer } = await richCustomerAtHq(hq);
      const without = await counts(hq, [customer.account], [{ entity: 'project', externalId: customer.project }]);
      const { project: _project, ...others } = onceEach;
      return compare(inShort(without), others);
    }),
    check('pages of rows are in bytewise order, meet without a gap, and end with next null', async (hq) => {
      const account = fresh();
      const names = [0, 1, 2, 3, 4].map(() => fresh()).sort();
      await hq.send({ account: [sample.account(account)], project: names.map((name) => sample.project(account, name)) });
      const pages: (string | null)[][] = [];
      let after: string | null = null;
      do {
        const page: RowsOutput = await rows(hq, { entity: 'project', account, after, limit: 2 });
        pages.push(page.rows.map(({ externalId }) => externalId));
        after = page.next;
      } while (after !== null && pages.length < 9);
      return compare(pages, [names.slice(0, 2), names.slice(2, 4), names.slice(4)]);
    }),
    check('a last page that is full has next null', async (hq) => {
      const { customer } = await richCustomerAtHq(hq);
      return compare((await rows(hq, { entity: 'project', account: customer.account, limit: 1 })).next, null);
    }),
    check('names are ordered by their bytes, not by a language or by UTF-16', async (hq) => {
      const { account } = (await richCustomerAtHq(hq)).customer;
      const names = ['B', 'a', '\u00e9', '\uff5e', '\u{1f600}'];
      await hq.send({ company: names.map((name) => sample.company(account, fresh(), { name: `~${name}` })) });
      const found = (await rows(hq, { entity: 'company', account })).rows
        .map(({ values }) => values[2])
        .filter((name) => name?.startsWith('~'));
      return compare(found, ['~a', '~B', '~\u00e9', '~\uff5e', '~\u{1f600}']);
    }),
    check('rows of given keys are those that HQ holds, and no others', async (hq) => {
      const { customer, rows: expected } = await richCustomerAtHq(hq);
      const keys = [String(expected.user[0]), `${fresh()}@example.com`];
      const found = (await rows(hq, { entity: 'user', account: null, keys })).rows.map(({ externalId }) => externalId);
      return compare(found, [customer.user]);
    }),
    check('no keys give no rows', async (hq) => {
      const { customer } = await richCustomerAtHq(hq);
      return compare(await rows(hq, { entity: 'project', account: customer.account, keys: [] }), { rows: [], next: null });
    }),
    check('a digest follows the state there and back', async (hq) => {
      const { customer, records } = await richCustomerAtHq(hq);
      const [user] = records.user ?? [];
      if (user?.data == null) throw new Error('The sample has no user.');
      const digest = async () => (await digests(hq, [customer.account])).find(({ entity }) => entity === 'user')?.digest;
      const before = await digest();
      await hq.send({ user: [{ ...user, version: 1, data: { ...user.data, phone: '1' } }] });
      const between = await digest();
      await hq.send({ user: [{ ...user, version: 2 }] });
      return compare({ isOther: between !== before, after: await digest() }, { isOther: true, after: before });
    }),
  ],
};
