import { limits } from '@hq-field/contracts';
import { describe, expect, it } from 'vitest';
import type { Pair } from './compare-digests.ts';
import type { Row } from './compare-rows.ts';
import { Quarantined } from './quarantined.ts';

const row = (of: Partial<Row>): Row => ({ key: 'k', externalId: 'x', user: null, company: null, values: [], ...of });
const member: Pair = { account: 'a', entity: 'projectMember' };

describe('explains', () => {
  it.each<[string, string, string, boolean]>([
    ['its record', 'projectMember', 'x', true],
    ['its user', 'user', 'u', true],
    ['its company', 'company', 'c', true],
    ['another record', 'projectMember', 'y', false],
    ['a record of another entity', 'project', 'x', false],
  ])('a row when %s is in quarantine', (_, entity, externalId, expected) => {
    const quarantine = new Quarantined([{ entity: entity as Pair['entity'], externalId }]);
    expect(quarantine.explains('projectMember', row({ user: 'u', company: 'c' }))).toBe(expected);
  });
});

describe('countIn', () => {
  const keys = [
    { entity: 'project' as const, externalId: 'p', account: 'a' },
    { entity: 'account' as const, externalId: 'b' },
    { entity: 'user' as const, externalId: 'u', account: null },
    { entity: 'company' as const, externalId: 'c', account: 'gone' },
  ];
  const known = new Set(['a', 'b']);

  it.each([
    ['an account', { units: ['a'], everything: false }, 1],
    ['an account of which nothing is in quarantine', { units: ['z'], everything: false }, 0],
    ['all accounts', { units: ['a', 'b', null], everything: true }, 4],
    ['an account that is not live and everything else', { units: ['a'], everything: true }, 3],
    ['the rest alone', { units: [null], everything: true }, 2],
  ])('of %s', (_, scope, expected) => {
    expect(new Quarantined(keys).countIn({ ...scope, known })).toBe(expected);
  });
});

describe('explainsExtra', () => {
  it.each<[string, Pair, Partial<Row>, string, string]>([
    ['of a project', member, { values: ['p'] }, 'project', 'p'],
    ['of a project, a company', { account: 'a', entity: 'projectCompany' }, { values: ['p'] }, 'project', 'p'],
    ['of a member of the account', member, { user: 'u', values: ['p'] }, 'accountMember', 'a:u'],
    ['of a member, the person', { account: 'a', entity: 'user' }, { externalId: 'u' }, 'accountMember', 'a:u'],
    ['of an account', { account: 'a', entity: 'company' }, {}, 'account', 'a'],
  ])('a row that hangs on an older copy %s', (_, pair, of, entity, externalId) => {
    const key = { entity: entity as Pair['entity'], externalId };
    expect(new Quarantined([key]).explainsExtra(pair, row(of))).toBe(true);
    expect(new Quarantined([{ ...key, externalId: 'other' }]).explainsExtra(pair, row(of))).toBe(false);
  });

  it('nothing of a person among all users because one membership is in quarantine', () => {
    const quarantine = new Quarantined([{ entity: 'accountMember', externalId: 'a:u' }]);
    expect(quarantine.explainsExtra({ account: null, entity: 'user' }, row({ externalId: 'u' }))).toBe(false);
  });
});

describe('forQuery', () => {
  const keys = (entity: Pair['entity'], count: number) =>
    Array.from({ length: count }, (_, at) => ({ entity, externalId: `${entity}${at}` }));

  it('names all of them when a query takes them', () => {
    const all = [...keys('project', limits.excludedPerQuery - 1), ...keys('user', 1)];
    expect(new Quarantined(all).forQuery()).toEqual(all);
    expect(new Quarantined(all).keys).toEqual(all);
  });

  it('names people and companies first when they are too many', () => {
    const all = [...keys('project', limits.excludedPerQuery), ...keys('user', 1), ...keys('company', 1)];
    const named = new Quarantined(all).forQuery();
    expect(named).toHaveLength(limits.excludedPerQuery);
    expect(named.slice(0, 3)).toEqual([all.at(-2), all.at(-1), all[0]]);
  });
});

describe('standingIn', () => {
  const ofOne = { entity: 'project' as const, externalId: 'p', account: 'one' };
  const ofOther = { entity: 'project' as const, externalId: 'q', account: 'other' };
  const person = { entity: 'user' as const, externalId: 'u', account: null };
  const untold = { entity: 'company' as const, externalId: 'c' };
  const quarantine = new Quarantined([ofOne, ofOther, person, untold]);
  const names = (accounts: string[]) => quarantine.standingIn(accounts).map(({ externalId }) => externalId);

  it('names what stands under the accounts, and what may stand under any', () => {
    expect(names(['one'])).toEqual(['p', 'u', 'c']);
    expect(names(['one', 'other'])).toEqual(['p', 'q', 'u', 'c']);
    expect(names([])).toEqual(['u', 'c']);
    expect(quarantine.standingIn(['other'])[0]).toEqual({ entity: 'project', externalId: 'q' });
  });

  it('is what digests of one account, and of all people, leave out', () => {
    expect(quarantine.forDigests('one')).toEqual(quarantine.standingIn(['one']));
    expect(quarantine.forDigests(null)).toEqual(quarantine.standingIn([]));
  });
});

describe('without', () => {
  it('leaves the rows that are to be compared', async () => {
    const rows = async function* () {
      yield* [row({ key: '1' }), row({ key: '2', externalId: 'held' }), row({ key: '3', externalId: null })];
    };
    const left = new Quarantined([{ entity: 'project', externalId: 'held' }]).without('project', rows());
    expect((await Array.fromAsync(left)).map(({ key }) => key)).toEqual(['1', '3']);
  });
});

describe('explainsExtra of entities that hang on nothing', () => {
  it.each<[Pair, Partial<Row>, string, string]>([
    [{ account: 'a', entity: 'company' }, { values: ['p'] }, 'project', 'p'],
    [{ account: 'a', entity: 'project' }, { values: ['p'] }, 'project', 'p'],
    [{ account: 'a', entity: 'projectCompany' }, { user: 'u', values: ['p'] }, 'accountMember', 'a:u'],
    [{ account: 'a', entity: 'accountMember' }, { user: 'u' }, 'accountMember', 'a:u'],
    [member, { user: null, values: [] }, 'accountMember', 'a:null'],
    [{ account: null, entity: 'user' }, { externalId: 'u' }, 'accountMember', 'null:u'],
  ])('%j', (pair, of, entity, externalId) => {
    expect(new Quarantined([{ entity: entity as Pair['entity'], externalId }]).explainsExtra(pair, row(of))).toBe(false);
  });
});
