import { setTimeout as sleep } from 'node:timers/promises';
import type { FieldDatabase } from '@hq-field/field-adapter';

const longestMs = 8000;
const everyMs = 100;

/** Guid of the login that HQ puts to Field with a new account; null when it is not there in time: then it comes later. */
export async function waitForLogin(field: FieldDatabase, email: string): Promise<string | null> {
  for (const until = performance.now() + longestMs; performance.now() < until; await sleep(everyMs)) {
    const [login] = await field<{ guid: string }[]>`
      select guid::text as guid from users where email = ${email} and deleted_at is null order by id limit 1`;
    if (login !== undefined) return login.guid;
  }
  return null;
}
