import postgres from 'postgres';
import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

export const poisonRecord: Drill = {
  name: 'poison-record',
  pulls: 'one record that makes the database of HQ fail, among thousands',
  must: "its neighbours arrive, it is in quarantine with the database's words, and leaves when HQ is mended",
  async run(stage) {
    const hq = postgres(stage.servers.hq.url('hq'), { max: 1, onnotice: () => {} });
    try {
      const [victim] = await stage.field<{ id: string; person: string }[]>`
        select l.user_id as id, l.person from outbound.logins l join account_users m on m.user_id = l.user_id
        where l.living and not l.conflict and l.email_key ~ '^[a-z0-9.]+@[a-z.]+$' and m.deleted_at is null
          and (select count(*) from outbound.logins o where o.person = l.person) = 1
        order by l.user_id limit 1`;
      mustHold(victim !== undefined, 'Field has a person that can be poisoned');
      // By its name and not by a value: Field's users go on changing values (found by seed 20, where one of them gave the person another name).
      await hq.unsafe(`alter table users add constraint poison check (external_id is distinct from '${victim.person}')`);
      await stage.field`update users set first_name = 'Poison' where id = ${victim.id}`;
      stage.event('pull', 'one person cannot be written at HQ');
      stage.startRunner();
      await stage.until('it is in quarantine', async () => {
        const rows = await stage.field<
          { message: string }[]
        >`select message from outbound.quarantine where entity = 'user' and message like '%poison%'`;
        if (rows[0] !== undefined) stage.event('notice', rows[0].message);
        return rows.length > 0;
      });
      await stage.until('its neighbours arrive', async () => ((await stage.states())['live'] ?? 0) > 10);
      mustHold(((await stage.states())['failed'] ?? 0) === 0, 'no account fails because of one record');
      await hq`alter table users drop constraint poison`;
      await stage.command(['quarantine', 'release', '--entity', 'user']);
      stage.event('heal', 'HQ is mended, the record is released');
      await stage.until(
        'it has left quarantine',
        async () => (await stage.field`select from outbound.quarantine where message like '%poison%'`).length === 0,
      );
      stage.event('resume', 'it has left quarantine');
    } finally {
      await hq.end({ timeout: 1 });
    }
  },
};
