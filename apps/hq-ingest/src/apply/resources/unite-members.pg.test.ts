import { randomUUID } from 'node:crypto';
import { testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { changeMember } from '../../administration/change-member.ts';
import { changeProjectMember } from '../../administration/change-project-member.ts';
import { createProject } from '../../administration/create-project.ts';
import { moveAuthority } from '../../administration/move-authority.ts';
import { readAccount } from '../../administration/read-account.ts';
import { startTrial } from '../../administration/start-trial.ts';
import { actor, head, migrateAcme, move, moveAcme } from '../../fixtures/administered.ts';
import { openTestHq, prepareHq } from '../../fixtures/hq.ts';
import { accountMember, gone, projectMember, user } from '../../fixtures/records.ts';
import { claim, settle } from '../../provisioning/outbox.ts';
import { readPut } from '../../provisioning/read-put.ts';

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

/** Whom Field unites with the person named, and deletes. */
const unites = (former: string) => ({
  user: [user('heir', { email: 'heir@example.com', formerly: [former] }, 9), gone(former, 9)],
});
const heirBeside = () =>
  hq.send({
    user: [user('heir', {}, 1)],
    accountMember: [accountMember('acme', 'heir', {}, 1)],
    projectMember: [projectMember('tower', 'heir', {}, 1)],
  });
/** Who is in the account that HQ keeps, and as what. */
const members = async () =>
  Object.fromEntries(
    (
      await hq.rows<{ name: string; role: string }>(`
        select u.external_id as name, m.role from account_members m join users u on u.id = m.user_id join accounts a on a.id = m.account_id
        where a.external_id = 'acme'`)
    ).map(({ name, role }) => [name, role]),
  );
const waits = (statement: string) =>
  until(
    async () =>
      (
        await hq.rows(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query ~ '${statement}' and datname = current_database()`,
        )
      ).length > 0,
    { timeoutMs: 5000, everyMs: 5, what: `${statement} waits` },
  );

/** Does something while rows are held that a statement names. */
async function holding(statement: string, work: () => Promise<unknown>): Promise<void> {
  const [held, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holder = aside.begin(async (transaction) => {
    await transaction.unsafe(statement);
    held.resolve();
    await go.promise;
  });
  await held.promise;
  await work().finally(go.resolve);
  await holder;
}

test('an administrator who changes a person while Field unites it is not told that it was done: the person is gone', async () => {
  await heirBeside();
  await sql`update account_members set role = 'account_admin' where user_id = (select id from users where external_id = 'cleo')`;
  await moveAcme(hq);
  const { account: shown } = await readAccount(sql, { actor: actor('ann'), account: 'acme' });
  const seen = shown?.members.find(({ externalId }) => externalId === 'cleo')?.digest ?? null;
  const values = { role: 'account_user', status: 'inactive', company: null } as const;
  let batch: Promise<unknown> | undefined;
  let change: ReturnType<typeof changeMember> | undefined;
  // The batch stops between the accounts and the projects of the person.
  await holding(
    `select 1 from project_members m join users u on u.id = m.user_id where u.external_id = 'heir' for update of m`,
    async () => {
      batch = hq.send(unites('cleo'));
      await waits('project_members');
      change = changeMember(sql, { ...head('ann'), member: 'cleo', person: null, seen, values });
      await Promise.race([change, waits('from accounts')]);
    },
  );
  expect(await batch).toEqual({ heir: 'applied', cleo: 'applied' });
  expect((await change)?.refusal?.code).toBe('gone');
  expect(await members()).toMatchObject({ ann: 'account_admin', heir: 'account_admin' });
});

test('Field unites people as administrators have left them: it waits for who is changing the account, and holds nobody meanwhile', async () => {
  await heirBeside();
  await sql`update account_members set role = 'account_admin' where user_id = (select id from users where external_id = 'cleo')`;
  await moveAcme(hq);
  let batch: Promise<unknown> | undefined;
  await aside.begin(async (changing) => {
    await changing`select 1 from accounts where external_id = 'acme' for no key update`;
    batch = hq.send(unites('cleo'));
    await waits('from accounts');
    // An administrator who adds one of them just now holds the account, and takes the person after it.
    await changing`select 1 from users where external_id in ('cleo', 'heir') for update nowait`;
    await changing`update account_members set role = 'account_user' where user_id = (select id from users where external_id = 'cleo')`;
  });
  expect(await batch).toEqual({ heir: 'applied', cleo: 'applied' });
  expect(await members()).toEqual({ ann: 'account_admin', ben: 'account_user', dora: 'account_user', heir: 'account_user' });
});

/** Whom the puts name that may go now, by their entity; and what was claimed for them. */
async function claimPuts() {
  const claimed = [...(await claim(sql, 'account', 10, 8)), ...(await claim(sql, 'project', 10, 8))];
  const named = await Promise.all(
    claimed.map(async (one) => {
      const put = await readPut(sql, one);
      return [one.entity, put.kind === 'account' || put.kind === 'project' ? put.input.administrator?.email : put.kind];
    }),
  );
  return { claimed, named };
}

test('what waits for Field names the person whom its administrator has become, and goes once more if it was on its way', async () => {
  await hq.send({ user: [user('heir', {}, 1)] });
  await moveAcme(hq);
  await createProject(sql, { ...head('ann'), name: 'Depot', startDate: null });
  const before = await claimPuts();
  expect(before.named).toEqual([['project', 'ann@example.com']]);
  expect(await hq.send(unites('ann'))).toEqual({ heir: 'applied', ann: 'applied' });
  // Field has acknowledged what was on its way, which may have named nobody.
  for (const one of before.claimed) await settle(sql, one);
  expect((await claimPuts()).named).toEqual([['project', 'heir@example.com']]);
});

test('a trial that waits for Field names the person whom its administrator has become', async () => {
  await hq.send({ user: [user('heir', {}, 1)] });
  const person = { externalId: 'eve', oxygenUid: null, email: 'eve@example.com', firstName: null, lastName: null };
  const trial = { accountName: 'Trial', projectName: 'First', endsOn: '2099-01-01', person };
  expect((await startTrial(sql, { idempotencyKey: randomUUID(), ...trial })).refusal).toBeNull();
  expect(await hq.send(unites('eve'))).toMatchObject({ heir: 'applied' });
  const { named } = await claimPuts();
  expect(named.find(([entity]) => entity === 'account')).toEqual(['account', 'heir@example.com']);
});

/** An administrator takes eve, who is elsewhere in Field, into the account and its project. */
async function addEve(): Promise<void> {
  const person = { externalId: 'eve', oxygenUid: null, email: 'eve@example.com', firstName: null, lastName: null };
  const inAccount = { role: 'account_admin', status: 'active', company: null } as const;
  const onProject = { accessLevel: 'project_admin' as const, roles: [], company: null };
  const changes = [
    await changeMember(sql, { ...head('ann'), member: null, person, seen: null, values: inAccount }),
    await changeProjectMember(sql, { ...head('ann'), project: 'tower', member: 'eve', seen: null, values: onProject }),
  ];
  expect(changes.map(({ refusal }) => refusal)).toEqual([null, null]);
}

/** Where the heir is in the account and its project, before and after it goes back to Field without the edits of HQ. */
async function whereHeirIs() {
  const places = () =>
    hq.rows<{ place: string }>(`
      select 'account' as place from account_members m join users u on u.id = m.user_id join accounts a on a.id = m.account_id
      where u.external_id = 'heir' and a.external_id = 'acme'
      union all select 'project' from project_members m join users u on u.id = m.user_id where u.external_id = 'heir'`);
  const before = await places();
  expect((await moveAuthority(sql, move({ to: 'field', epoch: 1, overwriteHqEdits: true }))).refusal).toBeNull();
  return [before, await places()].map((rows) => rows.map(({ place }) => place));
}

test('whom HQ has added, and Field has united with somebody who was not there, leaves with the edits of HQ', async () => {
  await hq.send({ user: [user('heir', {}, 1)] });
  await moveAcme(hq);
  await addEve();
  expect(await hq.send(unites('eve'))).toMatchObject({ heir: 'applied' });
  expect(await whereHeirIs()).toEqual([['account', 'project'], []]);
});

test('who was in the account before HQ added a person, and has become one with that person, leaves only what HQ has added', async () => {
  await hq.send({ user: [user('heir', {}, 1)], accountMember: [accountMember('acme', 'heir', {}, 1)] });
  await moveAcme(hq);
  await addEve();
  expect(await hq.send(unites('eve'))).toMatchObject({ heir: 'applied' });
  expect(await whereHeirIs()).toEqual([['account', 'project'], ['account']]);
});

test('of what united people have in an account, an active membership is stronger than one that administers and is not active', async () => {
  await heirBeside();
  const ofCleo = `user_id = (select id from users where external_id = 'cleo')`;
  await sql.unsafe(`update account_members set role = 'account_admin', status = 'inactive' where ${ofCleo}`);
  await sql.unsafe(`update project_members set status = 'inactive' where ${ofCleo}`);
  await moveAcme(hq);
  expect(await hq.send(unites('cleo'))).toEqual({ heir: 'applied', cleo: 'applied' });
  expect(
    await hq.rows(`
      select a.role, a.status, p.access_level, p.status as on_project
      from account_members a join project_members p on p.account_id = a.account_id and p.user_id = a.user_id join users u on u.id = a.user_id
      where u.external_id = 'heir'`),
  ).toEqual([{ role: 'account_user', status: 'active', access_level: 'project_user', on_project: 'active' }]);
});
