import type { FieldDatabase } from '@hq-field/field-adapter';
import type { AdministrationWrites } from './administration.ts';
import { sameEmail, signsIn } from '../sign-in/logins.ts';
import { loginOf } from './login-of.ts';
import { asShown, companyId, fenced, lockAccount, orNull, type Transaction } from './fenced.ts';
import { memberValues } from './legacy-reads.ts';
import { isInactive, saysInactive, word } from './stored-words.ts';
import { WriteRefusedError } from './write-refused-error.ts';

/** The people of an account. A person who has several rows there, as old accounts do, is changed in all of them. */
export function memberWrites(field: FieldDatabase): Pick<AdministrationWrites, 'addMember' | 'changeMember' | 'removeMember'> {
  return {
    addMember: (account, { email, firstName, lastName, role, company }, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const accountId = await lockAccount(sql, account);
        const companyOf = await companyId(sql, accountId, company);
        const [known] = await sql`
          select 1 from users u join account_users m on m.user_id = u.id and m.deleted_at is null
          where ${sameEmail(sql, email)} and u.deleted_at is null and m.account_id = ${accountId} limit 1`;
        if (known !== undefined)
          throw new WriteRefusedError(
            { code: 'invalid', field: 'email' },
            'This person is in the account already. Edit the person instead.',
          );
        await mayWrite();
        const login = await loginOf(sql, { email, firstName: orNull(firstName), lastName: orNull(lastName) });
        await sql`
          insert into account_users (account_id, user_id, company_id, role, status, created_at, updated_at)
          values (${accountId}, ${login.id}, ${companyOf}, ${role}, 'active', now(), now())`;
      }),
    changeMember: (account, person, { role, status, company }, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const accountId = await lockAccount(sql, account);
        const { values: shown } = await asShown(edit, memberValues(sql, account, person));
        const companyOf = await companyId(sql, accountId, company);
        const leaves = role !== shown.role && role !== 'admin' ? 'role' : status !== shown.status && saysInactive(status) ? 'status' : null;
        if (leaves !== null) await refuseLast(sql, accountId, person, leaves);
        await mayWrite();
        // What nobody touched stays as each row has it: a row of old that is disabled is not what somebody was given.
        await sql`
          update account_users set ${role === shown.role ? sql`` : sql`role = ${role},`}
            ${status === shown.status ? sql`` : sql`status = ${orNull(status)},`}
            ${company === shown.company ? sql`` : sql`company_id = ${companyOf},`} updated_at = now()
          where account_id = ${accountId} and deleted_at is null and user_id = (select id from users where guid = ${person})`;
      }),
    removeMember: (account, person, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const accountId = await lockAccount(sql, account);
        await asShown(edit, memberValues(sql, account, person));
        await refuseLast(sql, accountId, person, null);
        await mayWrite();
        await sql`
          update account_users set deleted_at = now(), updated_at = now()
          where account_id = ${accountId} and deleted_at is null and user_id = (select id from users where guid = ${person})`;
        await sql`
          update contacts set deleted_at = now(), updated_at = now()
          where deleted_at is null and user_id = (select id from users where guid = ${person})
            and project_id in (select id from projects where account_id = ${accountId})`;
      }),
  };
}

/** An account is never left without somebody who signs in and can edit it. */
async function refuseLast(sql: Transaction, accountId: string, person: string, fieldName: string | null): Promise<void> {
  const [other] = await sql`
    select 1 from account_users m join users u on u.id = m.user_id and ${signsIn(sql)}
    where m.account_id = ${accountId} and m.deleted_at is null and u.guid <> ${person}
      and ${word(sql, sql`m.role`)} = 'admin' and not ${isInactive(sql, sql`m.status`)} limit 1`;
  if (other !== undefined) return;
  throw new WriteRefusedError(
    { code: 'invalid', field: fieldName },
    'This is the only administrator of the account. Make somebody else an administrator first.',
  );
}
