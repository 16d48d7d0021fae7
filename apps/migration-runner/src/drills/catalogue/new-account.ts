import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

export const newAccount: Drill = {
  name: 'new-account',
  pulls: 'nothing: Field creates an account with projects and people while the migration runs',
  must: 'it is walked before all others that wait, and its children wait for their parents',
  accounts: 40,
  rowsPerAccount: 400,
  async run(stage) {
    stage.startRunner();
    await stage.untilWalked(100);
    const guid = '9d000000-0000-4000-8000-000000000001';
    await stage.field.begin(async (sql) => {
      await sql`insert into accounts (guid, name, status, country) values (${guid}, 'Born in a drill', 'active', 'US')`;
      await sql`insert into users (guid, email, status) values ('9d000000-0000-4000-8000-000000000002', 'born@drill.example', 'active')`;
      await sql`insert into projects (guid, account_id, name, start_date) select '9d000000-0000-4000-8000-000000000003', id, 'Tower', '2020-01-01' from accounts where guid = ${guid}`;
      await sql`insert into contacts (guid, project_id, user_id, status) select '9d000000-0000-4000-8000-000000000004', p.id, u.id, 'active' from projects p, users u where p.guid = '9d000000-0000-4000-8000-000000000003' and u.email = 'born@drill.example'`;
    });
    const waiting = async () =>
      await stage.runner<{ account: string }[]>`select external_id as account from migration.accounts where started_at is null`;
    const others = (await waiting()).map(({ account }) => account).filter((account) => account !== guid);
    stage.event('pull', `an account is born while ${others.length} wait`);
    mustHold(others.length > 0, 'others wait when it is born');
    await stage.until('it is live', async () => {
      const [row] = await stage.runner<{ state: string }[]>`select state from migration.accounts where external_id = ${guid}`;
      return row?.state === 'live';
    });
    stage.event('notice', 'it is live');
    const [overtook] = await stage.runner<{ accounts: number }[]>`
      select count(*)::int as accounts from migration.accounts a, migration.accounts born
      where born.external_id = ${guid} and a.external_id = any(${others}) and (a.started_at is null or a.started_at > born.started_at)`;
    stage.event('stage', `${overtook?.accounts} of ${others.length} that waited came after it`);
    mustHold((overtook?.accounts ?? 0) > 0, 'it is walked before those that wait');
    stage.event('heal', 'nothing is done by hand');
    await stage.untilMoving();
  },
};
