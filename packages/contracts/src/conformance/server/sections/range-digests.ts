import { entityNames } from '../../../v1/entities/index.ts';
import { columnSeparator } from '../../../v1/extracts/index.ts';
import { limits } from '../../../v1/limits.ts';
import { nameKey } from '../../../v1/keys.ts';
import type { HelloOutput } from '../../../v1/procedures/hello.ts';
import type { DigestsOutput, RangeDigestsInput, RangeDigestsOutput, RowsOutput } from '../../../v1/procedures/verification.ts';
import { sample } from '../../sample-records.ts';
import { digestOfRows } from '../canonical.ts';
import { fresh } from '../fresh.ts';
import type { HqUnderTest } from '../hq-under-test.ts';
import { richCustomerAtHq } from '../rich-customer.ts';
import { check, compare, type ServerSection } from '../section.ts';

type Input = Pick<RangeDigestsInput, 'entity' | 'account'> & Partial<RangeDigestsInput>;
const ranges = async (hq: HqUnderTest, input: Input) =>
  (await hq.ask<RangeDigestsOutput>('verification.rangeDigests', { exclude: [], bounds: [], ...input })).ranges;
const nothing = { records: 0, digest: '0' };

/** A server that says to be older than 1.3.0 need not have the procedure. */
export async function lacksRangeDigests(hq: HqUnderTest): Promise<string | null> {
  const { contractVersion } = await hq.ask<HelloOutput>('system.hello', {});
  const [, minor = 0] = contractVersion.split('.').map(Number);
  if (minor >= 3) return null;
  const { data } = await hq.call('verification.rangeDigests', { entity: 'user', account: fresh(), exclude: [], bounds: [] });
  return data === undefined ? `the server speaks ${contractVersion}, which is older than verification.rangeDigests` : null;
}

/** An account with five projects, whose names come in bytewise order. */
async function fiveProjects(hq: HqUnderTest) {
  const account = fresh();
  const names = [0, 1, 2, 3, 4].map(() => fresh()).sort();
  await hq.send({ account: [sample.account(account)], project: names.map((name) => sample.project(account, name)) });
  return { account, names, entity: 'project' as const };
}

export const rangeDigests: ServerSection = {
  title: 'Verification: digests of ranges',
  lacks: lacksRangeDigests,
  checks: [
    check('a bound belongs to the range that it ends, and bounds need not be keys of rows', async (hq) => {
      const { account, names, entity } = await fiveProjects(hq);
      const [, second = '', third = '', fourth = ''] = names;
      const records = async (bounds: string[]) => (await ranges(hq, { entity, account, bounds })).map((range) => range.records);
      return compare(
        [await records([second, fourth]), await records(['', third.slice(0, -1), `${fourth}\u001f`, '\u{10ffff}'])],
        [
          [2, 2, 1],
          [0, 2, 2, 1, 0],
        ],
      );
    }),
    check('the digest of a range is what its rows give by the rule of the contract', async (hq) => {
      const { account, names, entity } = await fiveProjects(hq);
      const { rows } = await hq.ask<RowsOutput>('verification.rows', { entity, account, after: null, limit: 5, keys: null });
      const got = await ranges(hq, { entity, account, bounds: names.slice(1, 2) });
      return compare(
        got.map(({ digest }) => digest),
        [digestOfRows(rows.slice(0, 2)), digestOfRows(rows.slice(2))],
      );
    }),
    ...entityNames.map((entity) =>
      check(`without bounds there is one range: the digest of ${entity}, also of all users`, async (hq) => {
        const { customer } = await richCustomerAtHq(hq);
        const accounts = entity === 'user' ? null : [customer.account];
        const { digests } = await hq.ask<DigestsOutput>('verification.digests', { accounts, exclude: [] });
        const account = accounts === null ? null : customer.account;
        const expected = digests.find((one) => one.entity === entity && one.account === account);
        return compare(await ranges(hq, { entity, account }), [{ records: expected?.records, digest: expected?.digest }]);
      }),
    ),
    check('the users of an account are its members', async (hq) => {
      const { customer, rows } = await richCustomerAtHq(hq);
      await richCustomerAtHq(hq);
      const bounds = [String(rows.user[0])];
      const got = await ranges(hq, { entity: 'user', account: customer.account, bounds });
      return compare(got, [{ records: 1, digest: digestOfRows([{ values: rows.user }]) }, nothing]);
    }),
    check('an account that HQ does not hold has ranges without rows, and so has no account', async (hq) =>
      compare(
        [await ranges(hq, { entity: 'project', account: fresh(), bounds: ['a'] }), await ranges(hq, { entity: 'project', account: null })],
        [[nothing, nothing], [nothing]],
      ),
    ),
    check('keys are cut by their bytes, not by a language or by UTF-16', async (hq) => {
      const { account } = (await richCustomerAtHq(hq)).customer;
      const names = ['~a', '~b', '~\u00e9', '~\uff5e', '~\u{1f600}'];
      await hq.send({ company: names.map((name) => sample.company(account, fresh(), { name })) });
      const bounds = ['~', ...names].map((name) => `${account}${columnSeparator}${nameKey(name)}`);
      const [, ...own] = await ranges(hq, { entity: 'company', account, bounds });
      return compare(
        own.map(({ records }) => records),
        [1, 1, 1, 1, 1, 0],
      );
    }),
    check('an excluded user takes along the rows that hold its values', async (hq) => {
      const { customer } = await richCustomerAtHq(hq);
      const exclude = [{ entity: 'user' as const, externalId: customer.user }];
      const left = [];
      for (const entity of entityNames) {
        const [range] = await ranges(hq, { entity, account: customer.account, exclude });
        if (range?.records === 1) left.push(entity);
      }
      return compare(new Set(left), new Set(['account', 'company', 'project', 'projectCompany']));
    }),
    check('an excluded member puts its user in no range of the account', async (hq) => {
      const { customer } = await richCustomerAtHq(hq);
      const exclude = [{ entity: 'accountMember' as const, externalId: customer.accountMember }];
      return compare(await ranges(hq, { entity: 'user', account: customer.account, exclude }), [nothing]);
    }),
    check(`${limits.rowsPerPage} bounds are taken, one more is refused with limit_exceeded`, async (hq) => {
      const ask = (count: number) => {
        const bounds = Array.from({ length: count }, (_, at) => String(at).padStart(4, '0'));
        return hq.call('verification.rangeDigests', { entity: 'project', account: fresh(), exclude: [], bounds });
      };
      const [taken, refused] = [await ask(limits.rowsPerPage), await ask(limits.rowsPerPage + 1)];
      const given = (taken.data as RangeDigestsOutput | undefined)?.ranges.length;
      return compare([given, refused.error?.data.reason], [limits.rowsPerPage + 1, 'limit_exceeded']);
    }),
  ],
};
