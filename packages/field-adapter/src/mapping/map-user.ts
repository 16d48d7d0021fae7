import type { CanonicalLogin, CanonicalUser } from '../field-db/records.ts';
import { type Mapped, mapped, type Note, RefusedError } from './mapped.ts';
import { cleaned, fitting, isLonger, word } from './text-values.ts';

const strength = ['active', 'invited', 'disabled'] as const;

export function mapUser(row: CanonicalUser): Mapped<'user'> {
  return mapped((note) => {
    if (row.conflict) throw new RefusedError('identity_conflict', 'email', 'an e-mail of this person stands with several uids');
    const newest = row.logins[0] as CanonicalLogin;
    const email = cleaned(newest.email);
    if (email === null || !/^[^@\s]+@[^@\s]+$/u.test(email) || isLonger(email, 255))
      throw new RefusedError('email_invalid', 'email', 'the e-mail is missing, malformed or too long');
    if (row.logins.length > 1) note('user-merged');
    return {
      email,
      autodeskId: latest('autodeskLogin', 'autodeskId'),
      oxygenUid: latest('oxygenUid', 'oxygenUid'),
      firstName: latest('firstName', 'firstName'),
      lastName: latest('lastName', 'lastName'),
      phone: latest('telephone', 'phone'),
      jobTitle: latest('jobTitle', 'jobTitle'),
      status: strongestStatus(row.logins, note),
      // HQ takes over the row of one of them; the oldest beyond the limit were never of use.
      formerly: row.formerly.slice(0, 1000),
    };
  });

  /** The value of the newest login that has one. */
  function latest(
    column: 'autodeskLogin' | 'oxygenUid' | 'firstName' | 'lastName' | 'telephone' | 'jobTitle',
    field: string,
  ): string | null {
    for (const login of row.logins) {
      const value = cleaned(login[column]);
      if (value !== null) return fitting(value, field, 255);
    }
    return null;
  }
}

function strongestStatus(logins: readonly CanonicalLogin[], note: Note): (typeof strength)[number] {
  const statuses = new Set(logins.map((login) => loginStatus(login, note)));
  return strength.find((status) => statuses.has(status)) as (typeof strength)[number];
}

function loginStatus(login: CanonicalLogin, note: Note): (typeof strength)[number] {
  const status = word(login.status);
  if (status === 'active' || status === 'disabled' || status === 'invited') return status;
  if (status !== null) throw new RefusedError('value_invalid', 'status', 'status is none of active, disabled and invited');
  note('user-status-default');
  return login.everLoggedIn ? 'active' : 'invited';
}
