import { randomUUID } from 'node:crypto';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { actor, head, migrateAcme, moveAcme, people } from '../fixtures/administered.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { changeAccount } from './change-account.ts';
import { changeCompany } from './change-company.ts';
import { changeMember } from './change-member.ts';
import { changeProject } from './change-project.ts';
import { changeProjectMember } from './change-project-member.ts';
import { createProject } from './create-project.ts';
import { readAccount } from './read-account.ts';
import { readHome } from './read-home.ts';
import { readProject } from './read-project.ts';
import { startTrial } from './start-trial.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
afterAll(() => hq.close());
const sql = hq.database.read;
beforeEach(async () => {
  await hq.empty();
  await migrateAcme(hq);
  await moveAcme(hq);
});

const account = async (who = 'ann') => (await readAccount(sql, { actor: actor(who), account: 'acme' })).account ?? fail('no account');
const project = async (who = 'cleo') => (await readProject(sql, { actor: actor(who), project: 'tower' })).project ?? fail('no project');
const fail = (why: string): never => {
  throw new Error(why);
};
const memberOf = async (name: string) => (await account()).members.find(({ externalId }) => externalId === name) ?? fail(name);
const audit = () =>
  hq.rows<{ actor: string; what: string; entity: string; before: unknown; after: unknown }>(
    `select actor, what, entity, before, after from administration_changes where entity <> 'authority' order by id`,
  );
const changedAccount = async (who: string, more: object = {}) => {
  const { values, digest } = await account();
  return changeAccount(sql, { ...head(who), seen: digest, values: { ...values, name: 'Acme Two' }, ...more });
};
const noCompany = { trade: null, category: null, websiteUrl: null, phone: null };
const newcomer = (email: string, externalId: string | null = null) => ({
  externalId,
  oxygenUid: null,
  email,
  firstName: 'New',
  lastName: null,
});

test('a person sees what they are in, and who keeps it', async () => {
  const { accounts, projects } = await readHome(sql, { actor: actor('cleo') });
  expect(accounts).toEqual([{ externalId: 'acme', name: 'Acme', access: 'member', authority: { owner: 'hq', epoch: 1 } }]);
  expect(projects).toEqual([{ externalId: 'tower', name: 'Tower', account: 'acme', accountName: 'Acme', access: 'admin' }]);
  expect((await readHome(sql, { actor: actor('eve') })).accounts.map(({ name }) => name)).toEqual(['other']);
  expect(await readHome(sql, { actor: { externalId: 'nobody', oxygenUid: null, email: null } })).toEqual({ accounts: [], projects: [] });
});

test.each([
  ['ann', 'admin', 'admin'],
  ['ben', 'member', 'member'],
  ['cleo', 'member', 'admin'],
  ['dora', 'member', 'member'],
  ['eve', null, null],
])('%s may do in the account: %s, on the project: %s', async (who, ofAccount, ofProject) => {
  const read = await readAccount(sql, { actor: actor(who), account: 'acme' });
  expect([read.access, read.account === null, read.administrators]).toEqual([
    ofAccount,
    ofAccount === null,
    ofAccount === null ? [] : ['ann'],
  ]);
  const one = await readProject(sql, { actor: actor(who), project: 'tower' });
  expect([one.access, one.project === null, one.project?.newcomers.length ?? 0]).toEqual([
    ofProject,
    ofProject === null,
    ofProject === 'admin' ? 2 : 0,
  ]);
});

test('nobody changes what they may not, whatever they send', async () => {
  const before = await hq.rows('select * from accounts, account_members, companies, project_members');
  const [{ values, digest }, tower, bolt] = [await account(), await project(), (await account()).companies[0] ?? fail('bolt')];
  const company = { company: 'bolt', seen: bolt.digest, values: null };
  const ben = { member: 'ben', person: null, seen: (await memberOf('ben')).digest, values: null };
  for (const who of people.filter((name) => name !== 'ann')) {
    const answers = [
      await changeAccount(sql, { ...head(who), seen: digest, values }),
      await changeMember(sql, { ...head(who), ...ben }),
      await changeCompany(sql, { ...head(who), ...company }),
      await createProject(sql, { ...head(who), name: 'New', startDate: null }),
      ...(who === 'cleo' ? [] : [await changeProject(sql, { ...head(who), project: 'tower', seen: tower.digest, values: tower.values })]),
      ...(who === 'cleo'
        ? []
        : [await changeProjectMember(sql, { ...head(who), project: 'tower', member: 'dora', seen: 'x', values: null })]),
    ];
    for (const { refusal, externalId } of answers) expect([who, refusal?.code, externalId]).toEqual([who, 'not_permitted', null]);
    // Somebody who is not of it does not hear who administers it.
    const named = answers.map(({ refusal }) => refusal?.administrators);
    const ofProject =
      who === 'cleo'
        ? []
        : [
            ['cleo', 'ann'],
            ['cleo', 'ann'],
          ];
    expect([who, named]).toEqual([who, who === 'eve' ? answers.map(() => []) : [['ann'], ['ann'], ['ann'], ['ann'], ...ofProject]]);
  }
  expect(await hq.rows('select * from accounts, account_members, companies, project_members')).toEqual(before);
  expect(await audit()).toEqual([]);
});

test('a project and the account are taken out as they were shown, by who may, once, and Field is told', async () => {
  const tower = await project();
  const removal = { project: 'tower', seen: tower.digest, values: null } as const;
  expect((await changeProject(sql, { ...head('dora'), ...removal })).refusal?.code).toBe('not_permitted');
  expect((await changeProject(sql, { ...head('cleo'), ...removal, seen: 'older' })).refusal).toMatchObject({
    code: 'newer',
    current: { name: 'Tower' },
  });
  const asked = { ...head('cleo'), ...removal };
  const answer = await changeProject(sql, asked);
  expect([answer.refusal, answer.externalId]).toEqual([null, 'tower']);
  expect(await changeProject(sql, asked)).toEqual(answer);
  expect((await changeProject(sql, { ...head('cleo'), ...removal })).refusal?.code).toBe('gone');
  expect((await account()).projects).toEqual([]);
  const { digest } = await account();
  expect((await changeAccount(sql, { ...head('cleo'), seen: digest, values: null })).refusal?.code).toBe('not_permitted');
  const end = { ...head('ann'), seen: digest, values: null };
  const ended = await changeAccount(sql, end);
  // The account is gone, and the answer that was lost is given again all the same.
  expect([ended.refusal, ended.externalId, await changeAccount(sql, end)]).toEqual([null, 'acme', ended]);
  expect((await changeAccount(sql, { ...head('ann'), seen: digest, values: null })).refusal?.code).toBe('gone');
  expect(await hq.rows(`select name from accounts`)).toEqual([{ name: 'other' }]);
  expect(await hq.rows(`select entity, external_id, is_removed from provisioning order by entity`)).toEqual([
    { entity: 'account', external_id: 'acme', is_removed: true },
    { entity: 'project', external_id: 'tower', is_removed: true },
  ]);
  expect((await audit()).map(({ actor: who, what, entity, after }) => [who, what, entity, after])).toEqual([
    ['cleo', 'removed', 'project', null],
    ['ann', 'removed', 'account', null],
  ]);
});

test('a disabled person and an inactive member may nothing', async () => {
  await sql.unsafe(`update account_members set status = 'inactive' where role = 'account_admin'`);
  expect((await changedAccount('ann').catch((error: Error) => error.message)) as unknown).toBe('no account');
  await sql.unsafe(`update account_members set status = 'active'`);
  await sql.unsafe(`update users set status = 'disabled' where external_id = 'ann'`);
  expect((await readAccount(sql, { actor: actor('ann'), account: 'acme' })).access).toBeNull();
});

test('who acts is found by externalId, by uid, by e-mail, and not by an e-mail with another uid', async () => {
  await sql.unsafe(`update users set uid_key = 'U1', oxygen_uid = 'U1' where external_id = 'ann'`);
  const accessOf = async (who: object) =>
    (await readAccount(sql, { actor: { externalId: 'x', oxygenUid: null, email: null, ...who }, account: 'acme' })).access;
  expect(await accessOf({ externalId: 'ann' })).toBe('admin');
  expect(await accessOf({ oxygenUid: 'U1' })).toBe('admin');
  expect(await accessOf({ email: ' ANN@example.com' })).toBe('admin');
  expect(await accessOf({ email: 'ann@example.com', oxygenUid: 'U2' })).toBeNull();
  expect(await accessOf({})).toBeNull();
});

test('a change is written with who, when, what, before and after, and put to Field', async () => {
  expect(await changedAccount('ann')).toEqual({ externalId: 'acme', authority: { owner: 'hq', epoch: 1 }, refusal: null });
  const values = { name: 'Acme', country: 'US', timezone: 'America/New_York', language: 'en' };
  expect(await audit()).toEqual([
    { actor: 'ann', what: 'changed', entity: 'account', before: values, after: { ...values, name: 'Acme Two' } },
  ]);
  expect(await hq.rows(`select entity from provisioning`)).toEqual([{ entity: 'account' }]);
});

test('a change of something newer is refused with what it is now, and its digest lets it through', async () => {
  const { values, digest } = await account();
  await changedAccount('ann');
  const late = { seen: digest, values: { ...values, language: 'de' as const } };
  const { refusal } = await changeAccount(sql, { ...head('ann'), ...late });
  expect(refusal).toMatchObject({ code: 'newer', current: { name: 'Acme Two', language: 'en' } });
  expect((await changeAccount(sql, { ...head('ann'), ...late, seen: refusal?.digest ?? '' })).refusal).toBeNull();
});

test('the same change again gets its first answer; the same key with another is refused', async () => {
  const request = { ...head('ann'), name: 'Depot', startDate: '2024-02-29' };
  const first = await createProject(sql, request);
  expect(await Promise.all([createProject(sql, request), createProject(sql, request)])).toEqual([first, first]);
  expect(await hq.rows(`select count(*)::int as n from projects where name = 'Depot'`)).toEqual([{ n: 1 }]);
  await expect(createProject(sql, { ...request, name: 'Other' })).rejects.toMatchObject({ reason: 'key_reused' });
});

test('two of one key at once make one thing', async () => {
  const request = { ...head('ann'), company: null, seen: null, values: { ...noCompany, name: 'Twice' } };
  const answers = await Promise.all([1, 2, 3, 4].map(() => changeCompany(sql, request)));
  expect(new Set(answers.map(({ externalId }) => externalId)).size).toBe(1);
  expect(answers.every(({ refusal }) => refusal === null)).toBe(true);
});

test.each([
  [{ epoch: 0 }, { owner: 'hq', epoch: 1 }],
  [{ epoch: 2 }, { owner: 'hq', epoch: 1 }],
  [{ account: 'other' }, { owner: 'field', epoch: 0 }],
])('a change under %j is refused, and says where it is', async (more, authority) => {
  const who = 'account' in more ? 'eve' : 'ann';
  const answer = await createProject(sql, { ...head(who), name: 'Depot', startDate: null, ...more });
  expect([answer.refusal?.code, answer.authority]).toEqual(['authority_moved', authority]);
});

test('somebody comes in, is changed and leaves, the projects too', async () => {
  const added = await changeMember(sql, {
    ...head('ann'),
    member: null,
    person: newcomer('gil@example.com'),
    seen: null,
    values: { role: 'account_user', status: 'active', company: 'bolt' },
  });
  const gil = added.externalId ?? fail('gil');
  const again = { member: null, person: newcomer(' GIL@example.com '.trim()), seen: null };
  const values = { role: 'account_user', status: 'active', company: null } as const;
  expect((await changeMember(sql, { ...head('ann'), ...again, values })).refusal?.code).toBe('already_there');
  const onProject = { project: 'tower', member: gil, seen: null };
  const role = { accessLevel: 'project_admin', roles: ['Owner', 'Engineer'], company: 'bolt' } as const;
  expect(
    (await changeProjectMember(sql, { ...head('cleo'), ...onProject, values: { ...role, roles: [...role.roles] } })).refusal,
  ).toBeNull();
  expect(
    await hq.rows(
      `select to_json(roles) as roles, to_json(services) as services from project_members m join users u on u.id = m.user_id where u.email like 'gil%'`,
    ),
  ).toEqual([{ roles: ['Engineer', 'Owner'], services: ['field:admin'] }]);
  const shown = (await project()).members.find(({ externalId }) => externalId === gil) ?? fail('gil on the project');
  const user = { ...shown.values, accessLevel: 'project_user' as const };
  await changeProjectMember(sql, { ...head('ann'), ...onProject, seen: shown.digest, values: user });
  expect(
    (
      await hq.rows<{ s: string[] }>(
        `select to_json(services) as s from project_members m join users u on u.id = m.user_id where u.email like 'gil%'`,
      )
    )[0]?.s,
  ).toEqual(['field:user']);
  const member = await memberOf(gil);
  await changeMember(sql, { ...head('ann'), member: gil, person: null, seen: member.digest, values: null });
  expect((await project()).members.map(({ externalId }) => externalId)).toEqual(['cleo', 'dora']);
  expect((await audit()).map(({ what, entity }) => `${what} ${entity}`)).toEqual([
    'added accountMember',
    'added projectMember',
    'changed projectMember',
    'removed accountMember',
  ]);
});

test('a person whom Field has is taken, not made again', async () => {
  const answer = await changeMember(sql, {
    ...head('ann'),
    member: null,
    person: newcomer('eve@example.com', 'eve'),
    seen: null,
    values: { role: 'account_user', status: 'active', company: null },
  });
  expect(answer.externalId).toBe('eve');
  expect(await hq.rows(`select count(*)::int as n from users`)).toEqual([{ n: people.length }]);
});

test('the last administrator stays, in role, status and presence', async () => {
  const { digest, values } = await memberOf('ann');
  const ann = { member: 'ann', person: null, seen: digest };
  for (const wanted of [{ ...values, role: 'account_user' as const }, { ...values, status: 'inactive' as const }, null])
    expect((await changeMember(sql, { ...head('ann'), ...ann, values: wanted })).refusal?.code).toBe('last_administrator');
  const ben = await memberOf('ben');
  await changeMember(sql, {
    ...head('ann'),
    member: 'ben',
    person: null,
    seen: ben.digest,
    values: { ...ben.values, role: 'account_admin' },
  });
  // Somebody without an e-mail and a uid of their own cannot sign in.
  await sql`update users set email_key = null where external_id = 'ben'`;
  expect((await changeMember(sql, { ...head('ann'), ...ann, values: null })).refusal?.code).toBe('last_administrator');
  await sql`update users set email_key = 'ben@example.com' where external_id = 'ben'`;
  expect((await changeMember(sql, { ...head('ann'), ...ann, values: null })).refusal).toBeNull();
});

test('two administrators who remove each other at once: one stays', async () => {
  const ben = await memberOf('ben');
  await changeMember(sql, {
    ...head('ann'),
    member: 'ben',
    person: null,
    seen: ben.digest,
    values: { ...ben.values, role: 'account_admin' },
  });
  const [a, b] = [await memberOf('ann'), await memberOf('ben')];
  const answers = await Promise.all([
    changeMember(sql, { ...head('ann'), member: 'ben', person: null, seen: b.digest, values: null }),
    changeMember(sql, { ...head('ben'), member: 'ann', person: null, seen: a.digest, values: null }),
  ]);
  expect(answers.filter(({ refusal }) => refusal === null)).toHaveLength(1);
});

test('companies have names of their own; one that goes leaves its people', async () => {
  const change = (more: object) =>
    changeCompany(sql, { ...head('ann'), company: null, seen: null, values: { ...noCompany, name: 'Nuts' }, ...more });
  const nuts = (await change({})).externalId ?? fail('nuts');
  expect((await change({ values: { ...noCompany, name: ' bolT.'.trim() } })).refusal).toMatchObject({ code: 'name_taken', field: 'name' });
  const bolt = (await account()).companies.find(({ externalId }) => externalId === 'bolt') ?? fail('bolt');
  const rename = { company: 'bolt', seen: bolt.digest, values: { ...bolt.values, name: 'NUTS' } };
  expect((await change(rename)).refusal?.code).toBe('name_taken');
  expect((await change({ ...rename, values: null })).refusal).toBeNull();
  expect((await memberOf('ben')).values.company).toBeNull();
  expect((await change({ ...rename, values: null })).refusal?.code).toBe('gone');
  expect((await account()).companies.map(({ externalId }) => externalId)).toEqual([nuts]);
});

test('a company of another account is none', async () => {
  await sql.unsafe(
    `insert into companies (id, account_id, name, external_id) select gen_random_uuid(), id, 'Far', 'far' from accounts where external_id = 'other'`,
  );
  const ben = await memberOf('ben');
  const answer = await changeMember(sql, {
    ...head('ann'),
    member: 'ben',
    person: null,
    seen: ben.digest,
    values: { ...ben.values, company: 'far' },
  });
  expect(answer.refusal).toMatchObject({ code: 'company_unknown', field: 'company' });
});

test('a project is made for a year with its administrator, is named by its id until Field has it, and goes to Field', async () => {
  const { externalId } = await createProject(sql, { ...head('ann'), name: 'Depot', startDate: '2024-02-29' });
  const read = await readProject(sql, { actor: actor('ann'), project: externalId ?? '' });
  expect(read.project?.values).toMatchObject({
    name: 'Depot',
    startDate: '2024-02-29',
    endDate: '2025-02-28',
    currency: 'USD',
    value: '0.00',
  });
  expect(read.project?.members.map(({ externalId: who, values }) => [who, values.accessLevel])).toEqual([['ann', 'project_admin']]);
  expect(await hq.rows(`select entity, administrator_id is not null as named from provisioning`)).toEqual([
    { entity: 'project', named: true },
  ]);
  expect((await createProject(sql, { ...head('ann'), name: 'tower', startDate: null })).refusal?.code).toBe('name_taken');
  expect((await createProject(sql, { ...head('ann'), name: 'Far', startDate: '9999-06-01' })).refusal).toMatchObject({
    code: 'value_invalid',
    field: 'startDate',
  });
});

test('an archived project gives its name away, and takes it back only when nobody has it', async () => {
  const change = async (status: 'archived' | 'active') => {
    const { values, digest } = await project();
    return changeProject(sql, { ...head('cleo'), project: 'tower', seen: digest, values: { ...values, status } });
  };
  await change('archived');
  expect((await createProject(sql, { ...head('ann'), name: 'Tower', startDate: null })).refusal).toBeNull();
  expect((await change('active')).refusal?.code).toBe('name_taken');
});

test('a trial begins in HQ with everything, once a key', async () => {
  const request = {
    idempotencyKey: randomUUID(),
    accountName: 'Trial',
    projectName: 'First',
    endsOn: '2999-01-01',
    person: newcomer('tom@example.com'),
  };
  const [made, again] = await Promise.all([startTrial(sql, request), startTrial(sql, request)]);
  expect(again).toEqual(made);
  const read = await readAccount(sql, {
    actor: { externalId: 'x', oxygenUid: null, email: 'tom@example.com' },
    account: made.account ?? '',
  });
  expect([read.access, read.authority, read.account?.trialEndsOn]).toEqual(['admin', { owner: 'hq', epoch: 1 }, '2999-01-01']);
  expect(await hq.rows(`select entity from provisioning order by entity`)).toEqual([{ entity: 'account' }, { entity: 'project' }]);
  expect((await startTrial(sql, { ...request, idempotencyKey: randomUUID(), endsOn: '2000-01-01' })).refusal?.code).toBe('value_invalid');
});

test('trials that make one new person at the same moment all begin', async () => {
  const trial = { projectName: 'First', endsOn: '2999-01-01', person: newcomer('tom@example.com') };
  const answers = await Promise.all(
    [1, 2, 3].map((number) => startTrial(sql, { ...trial, idempotencyKey: randomUUID(), accountName: `Trial ${number}` })),
  );
  expect(answers.map(({ refusal }) => refusal)).toEqual([null, null, null]);
  expect(await hq.rows(`select count(*)::int from users where email_key = 'tom@example.com'`)).toEqual([{ count: 1 }]);
});
