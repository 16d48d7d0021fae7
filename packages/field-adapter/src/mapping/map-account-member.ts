import type { CanonicalAccountMember } from '../field-db/records.ts';
import { livingAccount } from './map-company.ts';
import { type Mapped, mapped, RefusedError } from './mapped.ts';
import { livingUser, membershipCompany, membershipStatus } from './memberships.ts';
import { word } from './text-values.ts';

export function mapAccountMember(row: CanonicalAccountMember): Mapped<'accountMember'> {
  return mapped((note) => {
    const account = livingAccount(row.account);
    const user = livingUser(row.user, row.userLiving);
    if (row.rows.length === 0) {
      note('member-from-contact');
      return { account, user, role: 'account_user', status: 'active', company: null };
    }
    if (row.rows.length > 1) note('account-member-merged');
    const administrator = row.rows.map((one) => isAdministrator(one.role)).includes(true);
    return {
      account,
      user,
      role: administrator ? 'account_admin' : 'account_user',
      status: membershipStatus(
        row.rows.map((one) => one.status),
        note,
      ),
      company: membershipCompany(row.rows, note),
    };
  });
}

function isAdministrator(value: string | null): boolean {
  const role = word(value);
  if (role === 'admin') return true;
  if (role === null || role === 'member') return false;
  throw new RefusedError('value_invalid', 'role', 'role is none of admin and member');
}
