import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Entity, rowColumns } from '@hq-field/contracts';
import { describe, expect, it } from 'vitest';
import type { Row } from './compare-rows.ts';
import { Invariants } from './invariants.ts';

function row(entity: Entity, externalId: string, change: Partial<Row> & Record<string, unknown> = {}): Row {
  const values = rowColumns[entity].map((name) => (change[name] as string | undefined) ?? null);
  return { key: externalId, externalId, user: change.user ?? null, company: change.company ?? null, values };
}

function broken(rows: readonly [Entity, Row][], isExplained?: (entity: Entity, row: Row) => boolean) {
  const invariants = new Invariants('a', isExplained);
  for (const [entity, one] of rows) invariants.see(entity, one);
  return invariants.broken().map(({ kind, entity, externalId, fields }) => [kind, entity, externalId, fields[0]?.name]);
}

const whole: [Entity, Row][] = [
  ['user', row('user', 'u')],
  ['company', row('company', 'c', { company: 'c' })],
  ['accountMember', row('accountMember', 'a:u', { user: 'u', company: 'c' })],
  ['project', row('project', 'p', { name: 'Bridge', status: 'active' })],
  ['projectCompany', row('projectCompany', 'p:c', { project: 'p', company: 'c' })],
  ['projectMember', row('projectMember', 'p:u', { project: 'p', user: 'u', company: 'c' })],
];
const without = (entity: Entity) => whole.filter(([name]) => name !== entity);

describe('what must hold at HQ', () => {
  it('holds where parents are there and nothing stands twice', () => {
    expect(broken(whole)).toEqual([]);
    expect(broken([...whole, ['project', row('project', 'q', { name: 'Bridge', status: 'archived' })]])).toEqual([]);
  });

  it('names members and companies whose parent is elsewhere', () => {
    expect(broken(without('company'))).toEqual([
      ['wrong_parent', 'accountMember', 'a:u', 'company'],
      ['wrong_parent', 'projectMember', 'p:u', 'company'],
      ['wrong_parent', 'projectCompany', 'p:c', 'company'],
    ]);
    expect(broken(without('project'))).toEqual([
      ['wrong_parent', 'projectMember', 'p:u', 'project'],
      ['wrong_parent', 'projectCompany', 'p:c', 'project'],
    ]);
    expect(broken(without('user'))).toEqual([['wrong_parent', 'accountMember', 'a:u', 'user']]);
  });

  it('names a project member who is no account member', () => {
    expect(broken(without('accountMember'))).toEqual([['wrong_parent', 'projectMember', 'p:u', 'accountMember']]);
  });

  it('names no row that is explained, and takes it for a parent of others', () => {
    const rows = without('accountMember');
    expect(broken(rows, (entity, { externalId }) => entity === 'projectMember' && externalId === 'p:u')).toEqual([]);
    expect(broken(whole, (entity) => entity === 'project')).toEqual([]);
  });

  it('names what must be unique and stands twice', () => {
    expect(broken([...whole, ['project', row('project', 'q', { name: ' bridge. ', status: 'pending' })]])).toEqual([
      ['duplicate_in_hq', 'project', 'q', 'name'],
    ]);
    expect(
      broken([
        ['user', row('user', 'u', { oxygen_uid: 'X' })],
        ['user', row('user', 'v', { oxygen_uid: 'X' })],
        ['user', row('user', 'w')],
      ]),
    ).toEqual([['duplicate_in_hq', 'user', 'v', 'oxygen_uid']]);
  });

  it('names what is broken in full', () => {
    const invariants = new Invariants('a');
    invariants.see('accountMember', { key: 'a\u001fann', externalId: 'a:u', user: 'u', company: null, values: ['a', 'ann'] });
    expect(invariants.broken()).toEqual([
      {
        kind: 'wrong_parent',
        entity: 'accountMember',
        account: 'a',
        key: 'a\u001fann',
        externalId: 'a:u',
        fields: [{ name: 'user', inField: null, inHq: 'u' }],
      },
    ]);
  });

  it('asks no company of a member that has none, and a company of everything on a project that names one', () => {
    const free = whole.map(([entity, one]): [Entity, Row] => [entity, entity.endsWith('Member') ? { ...one, company: null } : one]);
    expect(broken(free)).toEqual([]);
  });

  it('says of a project that is nowhere which one it is', () => {
    const invariants = new Invariants('a');
    for (const [entity, one] of without('project')) invariants.see(entity, one);
    expect(invariants.broken().map(({ fields }) => fields[0]?.inHq)).toEqual(['p', 'p']);
    const bare = new Invariants('a');
    bare.see('projectCompany', { key: 'k', externalId: 'x', user: null, company: null, values: [] });
    expect(bare.broken().map(({ fields }) => fields[0])).toEqual([
      { name: 'company', inField: null, inHq: null },
      { name: 'project', inField: null, inHq: null },
    ]);
  });

  it('keeps of all people what must be unique, and no rows', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heap = () => (collect(), process.memoryUsage().heapUsed);
    const invariants = new Invariants(null);
    const [people, before] = [50_000, heap()];
    for (let at = 0; at < people; at += 1)
      invariants.see('user', row('user', `person ${at}`, { oxygen_uid: `uid ${at}`, first_name: `First name ${at}` }));
    expect((heap() - before) / people).toBeLessThan(200);
    expect(invariants.broken()).toEqual([]);
  });

  it('holds no parents against people of no account, only what must be unique', () => {
    const invariants = new Invariants(null);
    for (const [entity, one] of without('company')) invariants.see(entity, one);
    invariants.see('user', row('user', 'u'));
    invariants.see('user', { ...row('user', 'w'), externalId: null });
    invariants.see('user', { ...row('user', 'w'), externalId: null });
    expect(invariants.broken().map(({ kind, account, fields }) => [kind, account, fields])).toEqual([
      ['duplicate_in_hq', null, [{ name: 'external_id', inField: null, inHq: 'u' }]],
    ]);
  });
});
