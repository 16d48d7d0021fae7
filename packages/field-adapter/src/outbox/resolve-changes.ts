import { failpoint } from '@hq-field/failpoints';
import type postgres from 'postgres';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import { lookUpByIndex } from '../field-db/by-index.ts';
import { unassignedAccount } from '../field-db/records.ts';
import { refreshAddressOwners } from '../identity/addresses.ts';
import { type Change, changesOf, idsOf, put, type TakenChanges, takeChanges } from './changes.ts';
import {
  formerAccountMembersOf,
  formerProjectCompaniesOf,
  formerProjectMembersOf,
  keepFormerAccounts,
  keepFormerGuids,
} from './former-names.ts';
import { keepTraces } from './keep-traces.ts';
import { resolveCompanies } from './resolve-companies.ts';
import { resolveUsers } from './resolve-users.ts';
import {
  accountMembersOf,
  accountsOf,
  asideUnder,
  projectCompaniesOf,
  projectMembersOf,
  projectsOf,
  unaddressed,
  usersOf,
  wholeAccounts,
  wholeProjects,
} from './touched-records.ts';

// Captured rows that changed something become records to send. One transaction takes the rows, brings the identity tables up to date and puts the records
// into outbound.touches, so that a change is always in one of the two tables until a send that has seen it is acknowledged. A send
// draws its version after it claimed, therefore after this transaction, whose identity tables it sees: the protocol's order holds
// without a lock on anything of Field's.

/** The mode of a transaction that begins with `resolveWithin`: because it is named, what is taken is asked for together with BEGIN (ADR 0025). */
export const resolvingMode = 'isolation level read committed';

/** Resolves at most `limit` captured rows. Returns how many; 0 when there are none or another host resolves now. */
export async function resolveChanges(field: FieldDatabase, limit: number): Promise<number> {
  return field.begin(resolvingMode, async (sql) => {
    const { rows, putting } = await resolveWithin(sql, limit);
    await putting;
    return rows;
  });
}

/**
 * The same within the caller's transaction, which it begins. Records are put while the caller goes on: what it asks next on this session
 * sees them. It awaits `putting`, which may be after its commit: where putting fails, the commit takes everything back and does not say so.
 */
export async function resolveWithin(sql: FieldSession, limit: number): Promise<{ rows: number; putting: Promise<unknown> }> {
  // In one round trip: what is taken waits for nothing.
  const [taken] = await Promise.all([takeChanges(sql, limit), lookUpByIndex(sql)]);
  if (taken.changes.length > 0) {
    await resolveUsers(sql, taken);
    await resolveCompanies(sql, taken);
    await refreshAddressOwners(sql, 'projects', idsOf(changesOf(taken, 'projects')));
    await resolveAccounts(sql, taken);
    await resolveProjects(sql, taken);
    await resolveJoins(sql, taken);
    await resolveAddresses(sql, taken);
    await keepTraces(sql, taken);
    if (failpoint) await failpoint('resolve:before-commit');
  }
  const putting = Promise.all(taken.putting);
  // Awaited later; an error until then is not one that nobody has caught.
  putting.catch(() => {});
  return { rows: taken.rows, putting };
}

async function resolveAccounts(sql: FieldSession, taken: TakenChanges): Promise<void> {
  const changes = changesOf(taken, 'accounts');
  if (changes.length > 0) {
    await keepFormerGuids(sql, 'account', changes);
    const maybeDeleted = changes.filter(({ isRenamed }) => !isRenamed);
    put(sql, taken, accountsOf(sql, ids(sql, changes)));
    put(
      sql,
      taken,
      sql`select 'account', c.guid, c.guid from ${named(sql, maybeDeleted)}
          where not exists (select from accounts a where a.id = c.id and a.guid::text = c.guid)
          union all
          ${asideUnder(
            sql,
            'account',
            sql`select c.guid from ${named(sql, changes)}
                where not exists (select from accounts a where a.id = c.id and a.guid::text = c.guid)`,
          )}`,
    );
    const whole = changes.filter((change) => change.what === 'row');
    if (whole.length > 0) {
      put(sql, taken, underFormerGuid(sql, whole));
      const rows = sql`select m.id from (${ids(sql, whole)}) w (id) join account_users m on m.account_id = w.id`;
      put(sql, taken, sql`${wholeAccounts(sql, ids(sql, whole))} union all ${unaddressed(sql, 'account_users', rows)}`);
    }
    const money = changes.filter((change) => change.what === 'money');
    if (money.length > 0)
      put(sql, taken, projectsOf(sql, sql`select p.id from (${ids(sql, money)}) w (id) join projects p on p.account_id = w.id`));
  }
  const trials = changesOf(taken, 'free_trials');
  if (trials.length > 0) {
    put(sql, taken, sql`${accountsOf(sql, firsts(sql, trials))} union all ${projectsOf(sql, seconds(sql, trials))}`);
  }
}

/**
 * Companies and projects of accounts that have another guid now. HQ may have them as newer than the walk of the account of that guid is, so the
 * state of the account that they were in decides, as when they move.
 */
function underFormerGuid(sql: FieldSession, changes: readonly Change[]): postgres.Fragment {
  const renamed = sql`
    (select c.id, c.guid from ${named(sql, changes)}
     join accounts a on a.id = c.id where a.guid::text <> c.guid) r`;
  return sql`
    select 'company', n.guid, r.guid from ${renamed} join outbound.company_names n on n.account_id = r.id where n.canonical = n.guid
    union all select 'project', p.guid::text, r.guid from ${renamed} join projects p on p.account_id = r.id`;
}

/**
 * What projects that have another guid now were told HQ as having on them: with the tombstone of the old one HQ deletes that too, but another project may
 * have that guid by now.
 */
function joinsUnderFormerGuid(sql: FieldSession, renamed: readonly Change[]): postgres.Fragment {
  const account = sql`coalesce(a.guid::text, ${unassignedAccount})`;
  return sql`
    select 'projectMember', c.guid || ':' || case when l.living then l.person else l.guid end, ${account}
    from ${named(sql, renamed)} join projects p on p.id = c.id join contacts k on k.project_id = p.id join outbound.logins l on l.user_id = k.user_id
    left join accounts a on a.id = p.account_id
    union all
    select 'projectCompany', c.guid || ':' || case when n.living then n.canonical else n.guid end, ${account}
    from ${named(sql, renamed)} join projects p on p.id = c.id join project_companies j on j.project_id = p.id
    join outbound.company_names n on n.company_id = j.company_id left join accounts a on a.id = p.account_id`;
}

async function resolveProjects(sql: FieldSession, taken: TakenChanges): Promise<void> {
  const changes = changesOf(taken, 'projects');
  if (changes.length === 0) return;
  await keepFormerGuids(sql, 'project', changes);
  const renamed = changes.filter(({ isRenamed }) => isRenamed);
  if (renamed.length > 0) put(sql, taken, joinsUnderFormerGuid(sql, renamed));
  const moved = sql`
    select p.id, c.account_id
    from unnest(${idsOf(changes)}::bigint[], ${changes.map((change) => change.firstId)}::bigint[]) c (id, account_id)
    join projects p on p.id = c.id
    where p.account_id is distinct from c.account_id`;
  await sql`
    insert into outbound.sent_ahead (entity, external_id)
    select distinct 'movedProject', p.guid::text from (${moved}) m (id, account_id) join projects p on p.id = m.id
    on conflict do nothing`;
  await keepFormerAccounts(sql, moved, sql`select c.id, c.guid from ${named(sql, changesOf(taken, 'accounts'))}`);
  // The old account's state decides too: a project that leaves a live account is sent, whatever its new account's state is.
  put(
    sql,
    taken,
    sql`select 'project', p.guid::text, a.guid::text from unnest(${idsOf(changes)}::bigint[], ${changes.map((change) => change.firstId)}::bigint[]) c (id, account_id)
        join projects p on p.id = c.id join accounts a on a.id = c.account_id
        union all ${projectsOf(sql, ids(sql, changes))}
        union all
        select 'project', c.guid, coalesce(a.guid::text, ${unassignedAccount})
        from unnest(${idsOf(changes)}::bigint[], ${changes.map((change) => change.firstId)}::bigint[], ${changes.map((change) => change.guid)}::text[]) c (id, account_id, guid)
        left join accounts a on a.id = c.account_id where not exists (select from projects p where p.id = c.id and p.guid::text = c.guid)
        union all
        ${asideUnder(
          sql,
          'project',
          sql`select c.guid from ${named(sql, changes)}
              where not exists (select from projects p where p.id = c.id and p.guid::text = c.guid)`,
        )}`,
  );
  const whole = changes.filter((change) => change.what === 'row');
  if (whole.length === 0) return;
  put(
    sql,
    taken,
    sql`${wholeProjects(sql, sql`select * from unnest(${idsOf(whole)}::bigint[], ${whole.map((change) => change.firstId)}::bigint[])`)}
        union all ${unaddressed(sql, 'contacts', sql`select c.id from (${ids(sql, whole)}) w (id) join contacts c on c.project_id = w.id`)}
        union all ${unaddressed(sql, 'project_companies', sql`select j.id from (${ids(sql, whole)}) w (id) join project_companies j on j.project_id = w.id`)}`,
  );
}

async function resolveJoins(sql: FieldSession, taken: TakenChanges): Promise<void> {
  const members = changesOf(taken, 'account_users');
  if (members.length > 0) {
    const moved = members.filter((change) => change.what === 'row');
    put(
      sql,
      taken,
      sql`${accountMembersOf(sql, pairs(sql, members))}
          union all ${formerAccountMembersOf(sql, pairs(sql, moved))}
          union all ${usersOf(sql, seconds(sql, moved))}
          union all ${unaddressed(sql, 'account_users', ids(sql, members))}`,
    );
  }
  const companies = changesOf(taken, 'project_companies');
  if (companies.length > 0) {
    put(
      sql,
      taken,
      sql`${projectCompaniesOf(sql, pairs(sql, companies))} union all ${formerProjectCompaniesOf(sql, pairs(sql, companies))} union all ${unaddressed(sql, 'project_companies', ids(sql, companies))}`,
    );
  }
  const contacts = changesOf(taken, 'contacts');
  if (contacts.length === 0) return;
  const moved = contacts.filter((change) => change.what === 'row');
  put(
    sql,
    taken,
    sql`${projectMembersOf(sql, pairs(sql, contacts))}
        union all ${projectsOf(sql, firsts(sql, contacts))}
        union all ${accountMembersOf(sql, sql`select p.account_id, c.user_id from (${pairs(sql, moved)}) c (project_id, user_id) join projects p on p.id = c.project_id`)}
        union all ${formerProjectMembersOf(sql, pairs(sql, moved))}
        union all ${usersOf(sql, seconds(sql, moved))}
        union all ${unaddressed(sql, 'contacts', ids(sql, contacts))}`,
  );
}

async function resolveAddresses(sql: FieldSession, taken: TakenChanges): Promise<void> {
  const changes = changesOf(taken, 'addresses');
  if (changes.length === 0) return;
  const owners = (owner: string) =>
    sql`select o.owner_id from (${ids(sql, changes)}) w (id) join outbound.address_owners o on o.address_id = w.id where o.owner = ${owner}`;
  put(
    sql,
    taken,
    sql`select 'company', n.canonical, coalesce(a.guid::text, ${unassignedAccount}) from (${owners('companies')}) o (id) join outbound.company_names n on n.company_id = o.id left join accounts a on a.id = n.account_id
        union all ${projectsOf(sql, owners('projects'))}`,
  );
}

const ids = (sql: FieldSession, changes: readonly Change[]) => sql`select unnest(${idsOf(changes)}::bigint[])`;
/** Each row with the guid that it had. */
const named = (sql: FieldSession, changes: readonly Change[]) =>
  sql`unnest(${idsOf(changes)}::bigint[], ${changes.map((change) => change.guid)}::text[]) c (id, guid)`;
const firsts = (sql: FieldSession, changes: readonly Change[]) => sql`select unnest(${changes.map((change) => change.firstId)}::bigint[])`;
const seconds = (sql: FieldSession, changes: readonly Change[]) =>
  sql`select unnest(${changes.map((change) => change.secondId)}::bigint[])`;
const pairs = (sql: FieldSession, changes: readonly Change[]) =>
  sql`select * from unnest(${changes.map((change) => change.firstId)}::bigint[], ${changes.map((change) => change.secondId)}::bigint[])`;
