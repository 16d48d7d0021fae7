import type { Drill } from '../drill.ts';

export const newAccount: Drill = {
  name: 'new-account',
  pulls: 'nothing: Field creates an account with projects and people while the migration runs',
  must: 'it is walked before all others that wait, and its children wait for their parents',
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
    stage.event('pull', 'an account is born');
    await stage.until('it is live', async () => {
      const [row] = await stage.runner<{ state: string }[]>`select state from migration.accounts where external_id = ${guid}`;
      return row?.state === 'live';
    });
    stage.event('notice', 'it is live');
    stage.event('heal', 'nothing is done by hand');
    await stage.untilMoving();
  },
};
