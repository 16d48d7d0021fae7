import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

export const updateAll: Drill = {
  name: 'update-all',
  pulls: 'every row of the people in one statement, twice, and a TRUNCATE of a captured table',
  must: 'all of it arrives; the truncation waits for no walk, and is reported',
  accounts: 60,
  rowsPerAccount: 300,
  batchSize: 1000,
  async run(stage) {
    stage.startRunner();
    await stage.untilWalked(200);
    const people = await stage.field`update users set job_title = 'Everybody ' || id`;
    stage.event('pull', `${people.count} people change in one statement`);
    await stage.untilMoving();
    await stage.field`update users set telephone = '1' || id, status = 'active'`;
    // Everybody who uses the table waits behind it: whoever reads it has to make way.
    await stage.field.begin(async (sql) => {
      await sql`set local lock_timeout = '15s'`;
      await sql`truncate free_trials`;
    });
    const { answer } = await stage.command(['status']);
    mustHold(JSON.stringify(answer).includes('free_trials'), 'status reports the truncated table');
    stage.event('notice', 'status names the truncated table');
    // What was truncated left no rows to capture: the accounts are touched, as the report says.
    // What is still planned is read after the truncation.
    const accounts = await stage.runner<{ guid: string }[]>`
      select external_id as guid from migration.accounts where state <> 'planned'`;
    await stage.command(['touch', '--accounts', accounts.map(({ guid }) => guid).join(',')]);
    stage.event('heal', 'the accounts are touched');
    await stage.untilMoving();
  },
};
