import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

const guid = '9d000000-0000-4000-8000-000000000001';

export const newAccount: Drill = {
  name: 'new-account',
  pulls: 'nothing: Field creates an account with projects and people while the migration runs',
  must: 'once it is found, no account that waits is walked before it, and its children wait for their parents',
  rowsPerAccount: 300,
  async run(stage) {
    const workers = (count: number) => stage.command(['throttle', '--workers', String(count), '--reason', 'drill']);
    stage.startRunner();
    await stage.untilWalked(100);
    // Whatever is found now waits beside the others: nobody walks.
    await workers(0);
    await stage.until(
      'nobody walks',
      async () => (await stage.runner`select from migration.accounts where lease_holder is not null`).length === 0,
    );
    await stage.field.begin(async (sql) => {
      await sql`insert into accounts (guid, name, status, country) values (${guid}, 'Born in a drill', 'active', 'US')`;
      await sql`insert into users (guid, email, status) values ('9d000000-0000-4000-8000-000000000002', 'born@drill.example', 'active')`;
      await sql`insert into projects (guid, account_id, name, start_date) select '9d000000-0000-4000-8000-000000000003', id, 'Tower', '2020-01-01' from accounts where guid = ${guid}`;
      await sql`insert into contacts (guid, project_id, user_id, status) select '9d000000-0000-4000-8000-000000000004', p.id, u.id, 'active' from projects p, users u where p.guid = '9d000000-0000-4000-8000-000000000003' and u.email = 'born@drill.example'`;
    });
    stage.event('pull', 'an account is born');
    const born = async () =>
      (
        await stage.runner<
          { state: string }[]
        >`select state from migration.accounts where external_id = ${guid} and enqueued_at is not null`
      )[0];
    await stage.until('it is found', async () => (await born()) !== undefined);
    const others = await stage.runner<{ account: string }[]>`
      select external_id as account from migration.accounts where started_at is null and external_id <> ${guid}`;
    stage.event('notice', `it is found while ${others.length} wait`);
    mustHold(others.length > 0, 'others wait when it is found');
    await workers(2);
    stage.event('heal', 'accounts are walked again');
    await stage.untilMoving();
    await stage.until('it is live', async () => (await born())?.state === 'live');
    const earlier = await stage.runner`
      select from migration.accounts a join migration.accounts born on born.external_id = ${guid}
      where a.external_id = any(${others.map(({ account }) => account)}) and a.started_at < born.started_at`;
    mustHold(earlier.length === 0, `none that waited is walked before it, and ${earlier.length} were`);
  },
};
