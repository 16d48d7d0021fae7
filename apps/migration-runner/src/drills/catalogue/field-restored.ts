import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

export const fieldRestored: Drill = {
  name: 'field-restored',
  pulls: "Field's database: it comes back from a backup that is older than what HQ holds",
  must: 'the runner refuses to send; one command moves the versions forward and sends everything once more: what was changed after the backup is as it was, what was deleted is there; reconciling takes away what was created',
  rate: 0,
  async run(stage) {
    const runner = stage.startRunner();
    await stage.until('every account is live', async () => Object.keys(await stage.states()).join() === 'live');
    await stage.untilMoving();
    await stage.quiet();
    await runner.stop();
    const [state] = await stage.field<{ version: string }[]>`select last_value as version from outbound.versions`;
    await stage.apartFromField((server) => server.createDatabase('field_backup', 'field'));
    const second = stage.startRunner();
    await stage.field`update users set first_name = 'After the backup' where id % 3 = 0`;
    await stage.field`delete from project_companies where project_id % 3 = 0`;
    await stage.field`
      insert into projects (guid, account_id, name, start_date)
      select gen_random_uuid()::text, id, 'Restored away ' || id, '2020-01-01' from accounts where deleted_at is null order by id limit 3`;
    await stage.quiet();
    await second.stop();
    stage.event('pull', `Field is put back to version ${state?.version}`);
    await stage.apartFromField(async (server) => {
      await server.dropDatabase('field');
      await server.createDatabase('field', 'field_backup');
    });
    const refused = await stage.command(['work', '--until-idle'], { codes: [3] });
    mustHold(refused.said.includes('versions --advance'), `the runner refuses and says what to do: ${refused.said}`);
    stage.event('notice', refused.said.split('\n').find((line) => line.includes('versions --advance')) ?? '');
    await stage.command(['versions', '--advance']);
    stage.startRunner();
    stage.event('heal', 'the versions are ahead again, every account is walked once more');
    await stage.untilMoving();
    await stage.quiet();
    await stage.reconcile();
  },
};
