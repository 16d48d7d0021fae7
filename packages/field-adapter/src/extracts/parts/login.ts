// Living logins with what tells people apart. Read whole also for one account: people reach over accounts.
import type { Part } from '../part.ts';

/** What a row of users tells, by the names that people are found by. */
export const toldByLogin = `pg_temp.clean(oxygen_uid) collate "C" as uid, pg_temp.word(email) collate "C" as email_key`;

export const login: Part = {
  table: 'extract_login',
  requires: [],
  grain: 'field',
  joinedBy: 'id, uid, email_key',
  select: () => `
    select id, ${toldByLogin}
    from users
    where deleted_at is null`,
};
