import { type Entity, rowColumns } from '@hq-field/contracts';
import { describe, expect, it } from 'vitest';
import type { Row } from './compare-rows.ts';
import { Invariants } from './invariants.ts';

function row(entity: Entity, externalId: string, change: Partial<Row> & Record<string, unknown> = {}): Row {
  const values = rowColumns[entity].map((name) => (change[name] as string | undefined) ?? null);
  return { key: externalId, externalId, user: change.user ?? null, company: change.company ?? null, values };
}

function broken(rows: readonly [Entity, Row][]) {
  const invariants = new Invariants('a');
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
});
