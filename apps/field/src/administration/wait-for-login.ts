import { setTimeout as sleep } from 'node:timers/promises';
import type { FieldDatabase } from '@hq-field/field-adapter';
import { loginByEmail } from '../sign-in/logins.ts';

const longestMs = 8000;
const everyMs = 200;

/** Guid of the login that HQ puts to Field with a new account; null when it is not there in time: then it comes later. */
export async function waitForLogin(field: FieldDatabase, email: string): Promise<string | null> {
  for (const until = performance.now() + longestMs; performance.now() < until; await sleep(everyMs)) {
    const login = await loginByEmail(field, email);
    if (login !== null) return login.guid;
  }
  return null;
}
