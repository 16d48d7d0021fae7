import { randomUUID } from 'node:crypto';
import { testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { applyBatch } from '../apply/apply-batch.ts';
import { actor, arrive, head, migrateAcme, move, moveAcme } from '../fixtures/administered.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { newProject } from '../fixtures/own-records.ts';
import { account, accountMember, company, gone, project, projectCompany, projectMember, user } from '../fixtures/records.ts';
import { createProject as createOwnProject } from '../own-changes/create-project.ts';
import { provision } from '../provisioning/outbox.ts';
import { changeAccount } from './change-account.ts';
import { changeCompany } from './change-company.ts';
import { changeMember } from './change-member.ts';
import { changeProject } from './change-project.ts';
import { createProject } from './create-project.ts';
import { moveAuthority } from './move-authority.ts';
import { readAccount } from './read-account.ts';
import { readAuthorities } from './read-authorities.ts';
import { readProject } from './read-project.ts';
import { startTrial } from './start-trial.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
// Holds rows while others wait for them, beside the pools of the server.
const aside = hq.database.session('aside');
afterAll(async () => {
  await aside.end({ timeout: 1 });
  await hq.close();
});
const sql = hq.database.read;
beforeEach(async () => {
  await hq.empty();
  await migrateAcme(hq);
});

const held = async () => (await readAuthorities(sql, { accounts: ['acme'] })).accounts[0];
const addCompany = (name: string, epoch = 1) =>
  changeCompany(sql, {
    ...head('ann', { epoch }),
    company: null,
    seen: null,
    values: { name, trade: null, category: null, websiteUrl: null, phone: null },
  });

test('an account is Field’s until it is moved', async () => {
  expect(await readAuthorities(sql, { accounts: ['acme', 'nowhere'] })).toMatchObject({
    accounts: [
      { account: 'acme', isKnown: true, owner: 'field', epoch: 0, actor: null, movedAt: null, editsFieldLacks: 0 },
      { account: 'nowhere', isKnown: false, owner: 'field', epoch: 0 },
    ],
    lastArrival: null,
  });
});

test('case 50: it does not move to HQ before a push from HQ to Field was seen to arrive', async () => {
  const { refusal, authority } = await moveAuthority(sql, move({ to: 'hq', epoch: 0 }));
  expect([refusal?.code, authority.owner, authority.epoch]).toEqual(['reverse_unproven', 'field', 0]);
  await arrive(hq);
  expect((await moveAuthority(sql, move({ to: 'hq', epoch: 0 }))).authority).toMatchObject({ owner: 'hq', epoch: 1, actor: 'olga' });
});

test('it moves from the epoch that is named, and a repetition gets the first answer', async () => {
  await arrive(hq);
  const first = await moveAuthority(sql, move({ to: 'hq', epoch: 0 }));
  expect(await moveAuthority(sql, { ...move({ to: 'hq', epoch: 0 }), actor: 'somebody else' })).toEqual(first);
  expect((await moveAuthority(sql, move({ to: 'field', epoch: 0 }))).refusal?.code).toBe('epoch_other');
  expect((await moveAuthority(sql, move({ to: 'field', epoch: 1 }))).authority).toMatchObject({ owner: 'field', epoch: 2 });
  expect((await moveAuthority(sql, move({ to: 'hq', epoch: 0 }))).refusal?.code).toBe('epoch_other');
  expect((await moveAuthority(sql, { ...move({ to: 'hq', epoch: 2 }), account: 'nowhere' })).refusal?.code).toBe('account_unknown');
});

test('an account answers to both of its names, and a guid of Field comes before an id of HQ', async () => {
  await arrive(hq);
  const [row] = await hq.rows<{ id: string }>(`select id from accounts where external_id = 'acme'`);
  const id = row?.id ?? '';
  const { refusal, authority } = await moveAuthority(sql, move({ to: 'hq', epoch: 0, account: id }));
  expect([refusal, authority.account, authority.isKnown, authority.owner, authority.epoch]).toEqual([null, id, true, 'hq', 1]);
  const { accounts } = await readAuthorities(sql, { accounts: ['acme', id, 'nowhere', randomUUID()] });
  expect(accounts.map(({ owner, isKnown }) => [owner, isKnown])).toEqual([
    ['hq', true],
    ['hq', true],
    ['field', false],
    ['field', false],
  ]);
  await hq.send({ account: [account(id)] });
  expect((await readAuthorities(sql, { accounts: [id] })).accounts[0]?.owner).toBe('field');
});

test('of two who move it at once from one epoch, both hear of the one move', async () => {
  await arrive(hq);
  const answers = await Promise.all([1, 2, 3].map(() => moveAuthority(sql, move({ to: 'hq', epoch: 0 }))));
  expect(answers.map(({ authority }) => authority.epoch)).toEqual([1, 1, 1]);
});

test('a change that waits while the account moves back is refused, and nothing of it stays', async () => {
  await moveAcme(hq);
  const [locked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const moving = aside.begin(async (transaction) => {
    await transaction`update authorities set owner = 'field', epoch = 2`;
    locked.resolve();
    await go.promise;
  });
  await locked.promise;
  const waiting = addCompany('Late');
  await until(hq.isWaiting, { timeoutMs: 5000, everyMs: 5, what: 'the change waits' });
  go.resolve();
  await moving;
  expect((await waiting).refusal?.code).toBe('authority_moved');
  expect(await hq.rows(`select 1 from companies where name = 'Late'`)).toEqual([]);
});

test('what would change the account is rejected with a code of its own while HQ keeps it; people and other accounts stay open', async () => {
  await moveAcme(hq);
  const before = await hq.rows('select * from accounts, account_members, companies, projects, project_members');
  const outcomes = await hq.outcomes({
    account: [account('acme', { name: 'By Field' }, 9), account('other', { name: 'Other Two' }, 9)],
    user: [user('ben', { firstName: 'Benjamin' }, 9)],
    company: [company('bolt', { name: 'Bolt Two' }, 9), company('new', {}, 9)],
    accountMember: [accountMember('acme', 'ben', { role: 'account_admin' }, 9), accountMember('acme', 'eve', {}, 9)],
    project: [project('tower', { name: 'Tower Two' }, 9), project('second', {}, 9)],
    projectCompany: [projectCompany('tower', 'bolt', 9)],
    projectMember: [projectMember('tower', 'ben', {}, 9)],
  });
  const rejected = outcomes.filter(({ outcome }) => outcome === 'rejected');
  expect(rejected.map(({ externalId }) => externalId)).toEqual([
    'acme',
    'bolt',
    'new',
    'acme:ben',
    'acme:eve',
    'tower',
    'second',
    'tower:bolt',
    'tower:ben',
  ]);
  for (const one of rejected) expect(one).toMatchObject({ code: 'value_refused', exactCode: 'administered_by_hq' });
  expect(outcomes.filter(({ outcome }) => outcome === 'applied').map(({ externalId }) => externalId)).toEqual(['other', 'ben']);
  const after = await hq.rows<{ name: string }>('select * from accounts, account_members, companies, projects, project_members');
  expect(after.filter(({ name }) => name !== 'Other Two').length).toBe(before.length);
  expect(await hq.rows(`select name from accounts where external_id = 'acme'`)).toEqual([{ name: 'Acme' }]);
});

test('nothing of the account goes over to another one that Field keeps', async () => {
  await moveAcme(hq);
  await createProject(sql, { ...head('ann'), name: 'Depot', startDate: null });
  const [depot] = await hq.rows<{ id: string }>(`select id from projects where name = 'Depot'`);
  const outcomes = await hq.outcomes({
    company: [company('heir', { account: 'other', formerly: ['bolt'] }, 9)],
    project: [project('taken', { account: 'other', hqId: depot?.id ?? null }, 9)],
  });
  expect(outcomes.map((one) => (one.outcome === 'rejected' ? one.exactCode : one.outcome))).toEqual([
    'administered_by_hq',
    'administered_by_hq',
  ]);
  expect(await hq.rows(`select external_id from companies union all select external_id from projects where name = 'Depot'`)).toEqual([
    { external_id: 'bolt' },
    { external_id: null },
  ]);
});

test('deletions are rejected too, and what says the same as HQ changes nothing', async () => {
  await moveAcme(hq);
  expect(
    await hq.send({
      account: [gone('acme', 9)],
      company: [gone('bolt', 9), gone('nothing', 9)],
      accountMember: [gone('acme:ben', 9), gone('acme:nobody', 9)],
      project: [gone('tower', 9)],
      projectMember: [gone('tower:dora', 9)],
    }),
  ).toEqual({
    acme: 'rejected value_refused',
    bolt: 'rejected value_refused',
    nothing: 'applied',
    'acme:ben': 'rejected value_refused',
    'acme:nobody': 'applied',
    tower: 'rejected value_refused',
    'tower:dora': 'rejected value_refused',
  });
  expect(await hq.rows('select external_id from tombstones')).toEqual([{ external_id: 'nothing' }, { external_id: 'acme:nobody' }]);
  expect(
    await hq.send({
      account: [account('acme', { name: 'Acme', country: 'US', timezone: 'America/New_York' }, 12)],
      accountMember: [accountMember('acme', 'ben', { company: 'bolt' }, 12)],
      projectMember: [projectMember('tower', 'dora', {}, 12)],
    }),
  ).toEqual({ acme: 'unchanged', 'acme:ben': 'unchanged', 'tower:dora': 'unchanged' });
});

test('a person whom HQ has added to its account outlives the login in Field, and is deleted once the account is back', async () => {
  await moveAcme(hq);
  const values = { role: 'account_user', status: 'active', company: null } as const;
  const person = { externalId: 'eve', oxygenUid: null, email: 'eve@example.com', firstName: null, lastName: null };
  await changeMember(sql, { ...head('ann'), member: null, person, seen: null, values });
  await hq.send({ user: [user('gil')], accountMember: [accountMember('other', 'gil')] });
  // Field removes the other account with the logins that it believes are nowhere else.
  const [, , , ...people] = await hq.outcomes({
    account: [gone('other', 9)],
    accountMember: [gone('other:eve', 9), gone('other:gil', 9)],
    user: [gone('eve', 9), gone('gil', 9)],
  });
  expect(people).toMatchObject([{ outcome: 'rejected', code: 'value_refused', exactCode: 'administered_by_hq' }, { outcome: 'applied' }]);
  expect((await readAccount(sql, { actor: actor('ann'), account: 'acme' })).account?.members.map(({ externalId }) => externalId)).toContain(
    'eve',
  );
  // Who wants the e-mail of a person that stays waits for it.
  const next = { user: [user('next', { email: 'eve@example.com' }, 9), gone('eve', 9)] };
  expect(await hq.send(next)).toEqual({ next: 'deferred value_held user eve', eve: 'rejected value_refused' });
  await moveAuthority(sql, move({ to: 'field', epoch: 1, overwriteHqEdits: true }));
  expect(await hq.send(next)).toEqual({ next: 'applied', eve: 'applied' });
});

test('case 47: a batch that began before the move is in HQ before the move is answered', async () => {
  await arrive(hq);
  const [held, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holder = aside.begin(async (transaction) => {
    await transaction`select 1 from companies where external_id = 'bolt' for update`;
    held.resolve();
    await go.promise;
  });
  await held.promise;
  const waits = (what: string, like: string) =>
    until(
      async () =>
        (
          await hq.rows(
            `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '${like}' and datname = current_database()`,
          )
        ).length > 0,
      { timeoutMs: 5000, everyMs: 5, what },
    );
  const batch = applyBatch(hq.database.apply, { company: [company('bolt', { name: 'Begun before' }, 5)] });
  await waits('the batch waits for the row', '%companies%');
  let answered = false;
  const moving = moveAuthority(sql, move({ to: 'hq', epoch: 0 })).then((answer) => {
    answered = true;
    return answer;
  });
  await waits('the move waits for the batch', '%pg_advisory_xact_lock(%');
  // From here on a batch sees the move, also while the move still waits: it is let in after it.
  const late = applyBatch(hq.database.apply, { company: [company('bolt', { name: 'Begun after' }, 6)] });
  expect(answered).toBe(false);
  go.resolve();
  await holder;
  expect((await batch).counts.applied).toBe(1);
  expect((await moving).authority.owner).toBe('hq');
  expect((await late).counts.rejected).toBe(1);
  expect(await hq.rows(`select name from companies`)).toEqual([{ name: 'Begun before' }]);
});

test('it moves back only when Field has every change, or when they are given up', async () => {
  await moveAcme(hq);
  expect((await moveAuthority(sql, move({ to: 'field', epoch: 1 }))).refusal).toBeNull();
  await moveAuthority(sql, move({ to: 'hq', epoch: 2 }));
  const { externalId: nuts } = await addCompany('Nuts', 3);
  await changeMember(sql, {
    ...head('ann', { epoch: 3 }),
    member: null,
    person: { externalId: null, oxygenUid: null, email: 'new@example.com', firstName: null, lastName: null },
    seen: null,
    values: { role: 'account_user', status: 'active', company: nuts },
  });
  await createProject(sql, { ...head('ann', { epoch: 3 }), name: 'Depot', startDate: null });
  const { refusal } = await moveAuthority(sql, move({ to: 'field', epoch: 3 }));
  expect(refusal?.code).toBe('hq_edits');
  expect(refusal?.edits.map(({ what, entity, actor: who }) => [what, entity, who])).toEqual([
    ['added', 'company', 'ann'],
    ['added', 'accountMember', 'ann'],
    ['added', 'project', 'ann'],
  ]);
  expect((await held())?.editsFieldLacks).toBe(3);
  // Field has acknowledged the project meanwhile: it stays.
  await sql.unsafe(`delete from provisioning`);
  await sql.unsafe(`update projects set external_id = 'depot' where name = 'Depot'`);
  expect((await held())?.editsFieldLacks).toBe(2);
  const moved = await moveAuthority(sql, move({ to: 'field', epoch: 3, overwriteHqEdits: true }));
  expect([moved.refusal, moved.authority.owner, moved.authority.epoch]).toEqual([null, 'field', 4]);
  expect(await hq.rows(`select name from companies order by name`)).toEqual([{ name: 'Bolt' }]);
  expect(await hq.rows(`select name from projects order by name`)).toEqual([{ name: 'Depot' }, { name: 'Tower' }]);
  expect((await readAccount(sql, { actor: actor('ann'), account: 'acme' })).account?.members.map(({ externalId }) => externalId)).toEqual([
    'ann',
    'ben',
    'cleo',
    'dora',
  ]);
  expect(await hq.send({ account: [account('acme', { name: 'By Field again' }, 20)] })).toEqual({ acme: 'applied' });
});

test('people whom Field has united keep what they have in an account that HQ keeps, the strongest of it', async () => {
  await hq.send({
    user: [user('heir', { email: 'heir@example.com' }, 1)],
    accountMember: [accountMember('acme', 'heir', { company: 'bolt' }, 1)],
    projectMember: [projectMember('tower', 'heir', { roles: ['Owner'] }, 1)],
  });
  await moveAcme(hq);
  // ann administers the account, cleo its project.
  expect(
    await hq.send({
      user: [user('heir', { email: 'ann@example.com', formerly: ['ann', 'cleo'] }, 9), gone('ann', 9), gone('cleo', 9)],
      accountMember: [accountMember('acme', 'heir', { role: 'account_admin' }, 9), gone('acme:ann', 9), gone('acme:cleo', 9)],
    }),
  ).toEqual({
    heir: 'applied',
    ann: 'applied',
    cleo: 'applied',
    'acme:heir': 'unchanged',
    'acme:ann': 'applied',
    'acme:cleo': 'applied',
  });
  const read = await readAccount(sql, { actor: { ...actor('ann'), externalId: 'heir' }, account: 'acme' });
  expect([read.access, read.account?.members.map(({ externalId }) => externalId).toSorted()]).toEqual(['admin', ['ben', 'dora', 'heir']]);
  expect(await hq.rows(`select u.external_id, m.access_level from project_members m join users u on u.id = m.user_id order by 1`)).toEqual([
    { external_id: 'dora', access_level: 'project_user' },
    { external_id: 'heir', access_level: 'project_admin' },
  ]);
});

test('a project on its way to Field when the account goes back stays, and Field may send it under HQ’s id', async () => {
  await moveAcme(hq);
  for (const name of ['Sent', 'Tried', 'Changed since', 'Refused', 'Not sent'])
    await createProject(sql, { ...head('ann'), name, startDate: null });
  const named = (name: string) => `record_id = (select id from projects where name = '${name}')`;
  await sql.unsafe(`update provisioning set claimed_until = now() + interval '8 s' where ${named('Sent')}`);
  await sql.unsafe(`update provisioning set attempts = 3, is_answer_lost = true where ${named('Tried')} or ${named('Changed since')}`);
  await sql.unsafe(`update provisioning set attempts = 1, refused_because = 'name_taken' where ${named('Refused')}`);
  const [changed, sent] = await hq.rows<{ id: string }>(`select id from projects where name in ('Sent', 'Changed since') order by name`);
  await provision(sql, 'project', changed?.id ?? '', null);
  await moveAuthority(sql, move({ to: 'field', epoch: 1, overwriteHqEdits: true }));
  const names = (statement: string) => hq.rows<{ name: string }>(statement).then((rows) => rows.map(({ name }) => name));
  expect(await names(`select name from projects order by name`)).toEqual(['Changed since', 'Sent', 'Tower', 'Tried']);
  expect(await names(`select p.name from provisioning w join projects p on p.id = w.record_id order by 1`)).toEqual([
    'Changed since',
    'Sent',
    'Tried',
  ]);
  expect(await hq.send({ project: [project('sent-in-field', { name: 'Sent', hqId: sent?.id ?? null }, 30)] })).toEqual({
    'sent-in-field': 'applied',
  });
});

test('what the console or a trial has made goes on to Field when its account goes back', async () => {
  await moveAcme(hq);
  const acme = (await hq.rows<{ id: string }>(`select id from accounts where external_id = 'acme'`))[0]?.id ?? '';
  await createOwnProject(sql, newProject(acme, 'Console'));
  const person = { externalId: null, oxygenUid: null, email: 'new@example.com', firstName: null, lastName: null };
  const trial = await startTrial(sql, {
    idempotencyKey: randomUUID(),
    accountName: 'Trial',
    projectName: 'First',
    endsOn: '2099-01-01',
    person,
  });
  for (const name of ['acme', trial.account ?? ''])
    await moveAuthority(sql, move({ account: name, to: 'field', epoch: 1, overwriteHqEdits: true }));
  expect(
    await hq.rows(`
      select coalesce(a.name, p.name) as name from provisioning w
      left join accounts a on a.id = w.record_id
      left join projects p on p.id = w.record_id
      order by 1`),
  ).toEqual([{ name: 'Console' }, { name: 'First' }, { name: 'Trial' }]);
});

test('a project that HQ has taken out is something that Field lacks; given up, it is Field’s again', async () => {
  const [tower] = await hq.rows<{ id: string }>(`select id from projects`);
  await moveAcme(hq);
  const { project: shown } = await readProject(sql, { actor: actor('ann'), project: 'tower' });
  const removal = { project: 'tower', seen: shown?.digest ?? '', values: null };
  expect((await changeProject(sql, { ...head('ann'), ...removal })).refusal).toBeNull();
  expect((await moveAuthority(sql, move({ to: 'field', epoch: 1 }))).refusal?.edits.map(({ what, entity }) => [what, entity])).toEqual([
    ['removed', 'project'],
  ]);
  // A late copy of Field, on its way while HQ took it out, does not bring it back.
  const ofField = { hqId: tower?.id ?? null };
  expect(await hq.send({ project: [project('tower', ofField, 30)] })).toEqual({ tower: 'rejected value_refused' });
  await moveAuthority(sql, move({ to: 'field', epoch: 1, overwriteHqEdits: true }));
  expect(await hq.rows(`select from provisioning`)).toEqual([]);
  expect(await hq.send({ project: [project('tower', ofField, 31)] })).toEqual({ tower: 'applied' });
  expect(await hq.rows(`select id from projects`)).toEqual([tower]);
});

test('case 48: edits on both sides at once end as the authority says, and the other is reported', async () => {
  await moveAcme(hq);
  const { account: shown } = await readAccount(sql, { actor: actor('ann'), account: 'acme' });
  if (shown === null) throw new Error('no account');
  const [ofHq, ofField] = await Promise.all([
    changeAccount(sql, { ...head('ann'), seen: shown.digest, values: { ...shown.values, name: 'By HQ' } }),
    hq.outcomes({ account: [account('acme', { name: 'By Field' }, 7)], project: [project('depot-of-field', { name: 'Depot' }, 8)] }),
  ]);
  await createProject(sql, { ...head('ann'), name: 'Depot', startDate: null });
  expect(ofHq.refusal).toBeNull();
  expect(ofField.map((one) => (one.outcome === 'rejected' ? one.exactCode : one.outcome))).toEqual([
    'administered_by_hq',
    'administered_by_hq',
  ]);
  expect(await hq.rows(`select name from accounts where external_id = 'acme'`)).toEqual([{ name: 'By HQ' }]);
  expect(await hq.rows(`select count(*)::int as n from projects where name = 'Depot'`)).toEqual([{ n: 1 }]);
});
