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
