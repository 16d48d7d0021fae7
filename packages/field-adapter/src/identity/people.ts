import { emailKey } from '@hq-field/contracts';
import type postgres from 'postgres';
import type { FieldSession } from '../field-db/open-field.ts';
import type { IdentitySchema } from '../field-db/records.ts';
import { eachPage, type InTurn, readAndGroup } from './in-turn.ts';

interface UserRow {
  id: string;
  guid: string;
  email: string | null;
  uid: string | null;
  living: boolean;
}

/** A login whose person is another than before, or whose person's conflict came or went. */
export interface MovedLogin {
  userId: string;
  before: string | null;
  after: string | null;
}

/** Reads all logins into the identity tables and finds the people. */
export function buildPeople(sql: FieldSession, schema: IdentitySchema, inTurn: InTurn = (work) => work(sql)): Promise<void> {
  const group = async (session: FieldSession) => void (await regroup(session, schema, null));
  return readAndGroup(inTurn, { schema, table: 'logins', readPage, write: writeLogins, group });
}

/** Whether people were found before: from then on who resolves changes says who they are, and under which names HQ knows them. */
export async function arePeopleKnown(sql: FieldSession): Promise<boolean> {
  const [logins] = await sql<{ isGrouped: boolean }[]>`select exists (select from outbound.logins where person is not null) as "isGrouped"`;
  return logins?.isGrouped === true;
}

/** Finds the logins that are not as the identity tables say, also those that are gone or whose person is another. `use` gets queries of (row_id). */
export async function eachUnknownLogin(
  inTurn: InTurn,
  use: (sql: FieldSession, rows: postgres.Fragment) => Promise<unknown>,
): Promise<void> {
  await eachPage(inTurn, readPage, (sql, rows) =>
    use(
      sql,
      sql`
      select r.id from (${keyed(sql, rows)}) r left join outbound.logins l on l.user_id = r.id
      where l.user_id is null or (l.guid, l.email_key, l.uid, l.living) is distinct from (r.guid, r.email_key, r.uid, r.living)`,
    ),
  );
  await inTurn((sql) =>
    use(sql, sql`select l.user_id from outbound.logins l where l.living and not exists (select from users u where u.id = l.user_id)`),
  );
  await inTurn((sql) => use(sql, sql`select d.user_id from (${peopleAnew(sql, 'outbound', null)}) d where ${hasMoved(sql)}`));
}

function readPage(sql: FieldSession, behind: string | null): Promise<readonly UserRow[]> {
  return sql<UserRow[]>`
    select ${columns(sql)} from users u ${behind === null ? sql`` : sql`where u.id > ${behind}`} order by u.id limit 5000`;
}

/** Reads the given logins again and finds their people anew, and the people they were part of. Returns the logins that moved. */
export async function refreshPeople(sql: FieldSession, userIds: readonly string[]): Promise<MovedLogin[]> {
  const ids = [...userIds];
  const before = await keysOf();
  const rows = await sql<UserRow[]>`select ${columns(sql)} from users u where u.id = any(${ids}::bigint[])`;
  await writeLogins(sql, 'outbound', rows);
  // A row that is gone keeps its keys, so that the person it was part of can be named.
  await sql`update outbound.logins l set living = false where l.user_id = any(${ids}::bigint[]) and l.living and not exists (select from users u where u.id = l.user_id)`;
  const keys = [...before, ...(await keysOf())];
  const present = (value: string | null): value is string => value !== null;
  return regroup(sql, 'outbound', {
    ids,
    emails: keys.map((row) => row.email_key).filter(present),
    uids: keys.map((row) => row.uid).filter(present),
  });

  function keysOf() {
    return sql<
      { email_key: string | null; uid: string | null }[]
    >`select email_key, uid from outbound.logins where user_id = any(${ids}::bigint[])`;
  }
}

/** What makes logins one person: the e-mail's key and the uid. Null where a login has none. */
export function personKeys({ email, uid }: { email: string | null; uid: string | null }): { emailKey: string | null; uid: string | null } {
  return { emailKey: email === null ? null : emailKey(email) || null, uid: uid?.trim().normalize('NFC') || null };
}

function columns(sql: FieldSession) {
  return sql`u.id, u.guid::text as guid, u.email, u.oxygen_uid as uid, u.deleted_at is null as living`;
}

/** The rows with the keys of their persons: id, guid, email_key, uid, living. */
function keyed(sql: FieldSession, rows: readonly UserRow[]) {
  const keys = rows.map(personKeys);
  return sql`
    select id, guid, email_key, uid, living::boolean as living
    from unnest(${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.guid)}::text[], ${keys.map((key) => key.emailKey)}::text[], ${keys.map((key) => key.uid)}::text[], ${rows.map((row) => String(row.living))}::text[])
      as r (id, guid, email_key, uid, living)`;
}

async function writeLogins(sql: FieldSession, schema: IdentitySchema, rows: readonly UserRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into ${sql(schema)}.logins as l (user_id, guid, email_key, uid, living)
    ${keyed(sql, rows)}
    on conflict (user_id) do update set guid = excluded.guid, email_key = excluded.email_key, uid = excluded.uid, living = excluded.living
      where (l.guid, l.email_key, l.uid, l.living) is distinct from (excluded.guid, excluded.email_key, excluded.uid, excluded.living)`;
}

/** Where a change may have made or parted people: the logins that changed, and all keys that they have or had. */
interface Around {
  ids: string[];
  emails: string[];
  uids: string[];
}

/** Finds people anew, around a change or, without one, all of them. Returns the logins that moved; none are named when all are found. */
async function regroup(sql: FieldSession, schema: IdentitySchema, around: Around | null): Promise<MovedLogin[]> {
  const moved = sql<MovedLogin[]>`
    update ${sql(schema)}.logins l set person = d.after, conflict = d.conflict
    from (${peopleAnew(sql, schema, around)}) d where l.user_id = d.user_id and ${hasMoved(sql)}
    ${around === null ? sql`` : sql`returning l.user_id as "userId", d.before, d.after`}`;
  return [...(await moved)];
}

/** Of a row `d` of `peopleAnew`. */
const hasMoved = (sql: FieldSession) => sql`(d.before, d.had_conflict) is distinct from (d.after, d.conflict)`;

/**
 * A query of (user_id, before, after, had_conflict, conflict): the persons of logins as they stand, and as their keys say. Around a change it has
 * the logins that share an e-mail key or uid with those that changed, to the closure that can decide them: all logins of every uid concerned,
 * and all logins of every e-mail that a living one of those has. An e-mail of a deleted login decides nothing.
 */
function peopleAnew(sql: FieldSession, schema: IdentitySchema, around: Around | null): postgres.Fragment {
  const logins = sql`${sql(schema)}.logins`;
  return sql`
    with
    ${
      around === null
        ? sql`uids as (select null::text as uid where false), near as (select * from ${logins}),`
        : sql`
    uids as (
      select uid from ${logins} where email_key = any(${around.emails}::text[]) and uid is not null
      union select unnest(${around.uids}::text[])
    ),
    emails as (
      select email_key from ${logins} where living and uid in (select uid from uids) and email_key is not null
      union select unnest(${around.emails}::text[])
    ),
    near as (
      select * from ${logins} where email_key in (select email_key from emails)
      union select * from ${logins} where uid in (select uid from uids)
      union select * from ${logins} where user_id = any(${around.ids}::bigint[])
    ),`
    }
    mail as (
      select email_key, count(distinct uid) as uids, min(uid) as uid from near
      where living and uid is not null and email_key is not null group by email_key
    ),
    keyed as (
      select
        n.*, coalesce(m.uids, 0) > 1 as clash,
        case when n.uid is not null then 'uid ' || n.uid when m.uids = 1 then 'uid ' || m.uid when n.email_key is not null then 'email ' || n.email_key else 'login ' || n.user_id end as person_key
      from near n left join mail m on m.email_key = n.email_key
      -- Logins of a uid that is only near by its e-mail are not all here: their people are not decided now.
      ${around === null ? sql`` : sql`where n.uid is null or n.uid in (select uid from uids)`}
    ),
    people as (
      select person_key, (array_agg(guid order by user_id) filter (where living))[1] as person, coalesce(bool_or(clash) filter (where living), false) as conflict
      from keyed group by person_key
    )
    select k.user_id, k.person as before, case when k.living or k.person is not null then p.person end as after, k.conflict as had_conflict, p.conflict
    from keyed k join people p on p.person_key = k.person_key`;
}
