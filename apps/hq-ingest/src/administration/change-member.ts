import type { ChangeMemberInput, ChangeMemberOutput, NewPerson } from '@hq-field/contracts';
import type { Queryable, Sql } from '../hq-db/connections.ts';
import { ChangeRefusedError } from './change-refused-error.ts';
import { companyIdOf } from './companies-of-account.ts';
import { asShown, type Changing, changeOfAccount, type MadeChange } from './make-change.ts';
import { findMemberId, forgetStrangers, userOf } from './people-of-account.ts';
import { type MemberValues, members } from './stored.ts';

export function changeMember(database: Sql, input: ChangeMemberInput): Promise<ChangeMemberOutput> {
  const { member, person, seen, values } = input;
  return changeOfAccount(database, input, async (changing) => {
    if (person !== null && values !== null) return add(changing, person, values);
    const userId = member === null ? null : await findMemberId(changing.sql, changing.account.id, member);
    const [stored] = userId === null ? [] : await members(changing.sql, changing.account.id, userId);
    const current = asShown(stored, seen);
    return values === null ? remove(changing, current) : change(changing, current, values);
  });
}

type Member = Awaited<ReturnType<typeof members>>[number];

async function add({ sql, account }: Changing, person: NewPerson, values: MemberValues): Promise<MadeChange> {
  const companyId = await companyIdOf(sql, account.id, values.company);
  const userId = await userOf(sql, person);
  const inserted = await sql.unsafe(
    `insert into account_members (account_id, user_id, role, status, company_id) values ($1::uuid, $2::uuid, $3, $4, $5::uuid)
     on conflict (account_id, user_id) do nothing`,
    [account.id, userId, values.role, values.status, companyId],
  );
  if (inserted.count === 0)
    throw new ChangeRefusedError('already_there', 'This person is in the account already. Edit the person instead.', { field: 'email' });
  const [added] = await members(sql, account.id, userId);
  return made(account.id, added as Member, 'added', null, values);
}

async function change({ sql, account }: Changing, current: Member, values: MemberValues): Promise<MadeChange> {
  const companyId = await companyIdOf(sql, account.id, values.company);
  const leaves = values.role !== 'account_admin' ? 'role' : values.status === 'inactive' ? 'status' : null;
  if (leaves !== null) await refuseLast(sql, account.id, current.id, leaves);
  await sql.unsafe(
    `update account_members set role = $3, status = $4, company_id = $5::uuid, updated_at = now() where account_id = $1::uuid and user_id = $2::uuid`,
    [account.id, current.id, values.role, values.status, companyId],
  );
  return made(account.id, current, 'changed', current.values, values);
}

/** Whoever leaves an account leaves its projects: their rows hang on this one. */
async function remove({ sql, account }: Changing, current: Member): Promise<MadeChange> {
  await refuseLast(sql, account.id, current.id, null);
  await sql.unsafe(`delete from account_members where account_id = $1::uuid and user_id = $2::uuid`, [account.id, current.id]);
  await forgetStrangers(sql, [current.id]);
  return made(account.id, current, 'removed', current.values, null);
}

const made = (
  accountId: string,
  { id, externalId }: Member,
  what: MadeChange['what'],
  before: object | null,
  after: object | null,
): MadeChange => ({ entity: 'accountMember', recordId: `${accountId}:${id}`, externalId, what, before, after });

/** An account is never left without somebody who can edit it; a row without a key is nobody who signs in. */
async function refuseLast(sql: Queryable, accountId: string, userId: string, field: string | null): Promise<void> {
  const [other] = await sql.unsafe(
    `select 1 from account_members m join users u on u.id = m.user_id and u.status <> 'disabled'
     where m.account_id = $1::uuid and m.user_id <> $2::uuid and m.role = 'account_admin' and m.status <> 'inactive'
       and (u.email_key is not null or u.uid_key is not null) limit 1`,
    [accountId, userId],
  );
  if (other !== undefined) return;
  throw new ChangeRefusedError(
    'last_administrator',
    'This is the only administrator of the account. Make somebody else an administrator first.',
    field === null ? {} : { field },
  );
}
