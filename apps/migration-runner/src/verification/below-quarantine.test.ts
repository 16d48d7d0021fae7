import type { RowsInput, RowsOutput } from '@hq-field/contracts';
import { expect, test } from 'vitest';
import { hangsOnQuarantine, staysWhereItWas } from './below-quarantine.ts';
import type { Row } from './compare-rows.ts';
import { type QuarantinedKey, Quarantined } from './quarantined.ts';

const company: QuarantinedKey = { entity: 'company', externalId: 'c', account: 'a' };
const row = (of: Partial<Row>): Row => ({ key: 'k', externalId: 'x', user: null, company: null, values: ['p'], ...of });

/** HQ with one membership, of the person u under the company c, and what it was asked. */
function sidesOf(keys: readonly QuarantinedKey[]) {
  const asked: RowsInput[] = [];
  const hq = {
    async rows(input: RowsInput) {
      asked.push(input);
      return { rows: [row({ user: 'u', company: 'c' }), row({ user: 'v', company: 'd' })], next: null };
    },
  };
  return { asked, sides: { hq, quarantine: new Quarantined(keys) } };
}

test('a person on a project hangs on the membership, and that on a company in quarantine', async () => {
  const { asked, sides } = sidesOf([company]);
  const hangs = (entity: 'projectMember' | 'user' | 'company', of: Partial<Row>) =>
    hangsOnQuarantine({ account: 'a', entity }, row(of), sides);
  expect(await hangs('projectMember', { user: 'u' })).toBe(true);
  expect(await hangs('user', { externalId: 'u' })).toBe(true);
  expect(await hangs('projectMember', { user: 'v' })).toBe(false);
  expect(await hangs('company', { externalId: 'u' })).toBe(false);
  // Once a reading, however many rows ask.
  expect(asked).toMatchObject([{ account: 'a', entity: 'accountMember', keys: null }]);
});

test.each([
  ['of another account', [{ ...company, account: 'b' }]],
  ['that is none', [{ ...company, entity: 'user' as const }]],
  ['of nothing', []],
])('HQ is not asked for a company %s', async (_, keys) => {
  const { asked, sides } = sidesOf(keys);
  expect(await hangsOnQuarantine({ account: 'a', entity: 'projectMember' }, row({ user: 'u' }), sides)).toBe(false);
  expect(asked).toEqual([]);
});

test('an entry that names no account may be of any', async () => {
  const { sides } = sidesOf([{ entity: 'company', externalId: 'c' }]);
  expect(await hangsOnQuarantine({ account: 'a', entity: 'projectMember' }, row({ user: 'u' }), sides)).toBe(true);
});

/** HQ that holds the project p in the account b, as it was before it moved to a. */
const moved = (keys: readonly QuarantinedKey[]) => {
  const asked: RowsInput[] = [];
  const hq = {
    async rows(input: RowsInput): Promise<RowsOutput> {
      asked.push(input);
      return { rows: input.account === 'b' && input.keys?.includes('p') === true ? [row({ key: 'p' })] : [], next: null };
    },
  };
  return { asked, sides: { hq, quarantine: new Quarantined(keys) } };
};

test('what is of a project that moved and is in quarantine stands where it was', async () => {
  const { asked, sides } = moved([{ entity: 'project', externalId: 'p', account: 'a' }]);
  const stays = (account: string, entity: 'projectMember' | 'projectCompany' | 'company', of: Partial<Row> = {}) =>
    staysWhereItWas({ account, entity }, row(of), sides);
  expect(await stays('a', 'projectMember')).toBe(true);
  expect(await stays('a', 'projectCompany')).toBe(true);
  expect(await stays('a', 'projectMember', { values: ['q'] })).toBe(false);
  expect(await stays('a', 'company')).toBe(false);
  // HQ has the project here: it lacks what is of it.
  expect(await stays('b', 'projectMember')).toBe(false);
  expect(asked.map(({ account, keys }) => [account, keys])).toEqual([
    ['a', ['p']],
    ['b', ['p']],
  ]);
});
