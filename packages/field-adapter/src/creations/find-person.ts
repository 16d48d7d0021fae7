import { setTimeout as sleep } from 'node:timers/promises';
import type { FieldDatabase } from '../field-db/open-field.ts';
import { resolveChanges } from '../outbox/resolve-changes.ts';

const patienceMs = 300;

/**
 * The person of a login that may have been made a moment ago. Which logins are one person is found out when captured changes are
 * resolved; this does so itself when nobody else is at it. Null when it takes too long: the outbox has the person.
 */
export async function findPerson(field: FieldDatabase, login: string): Promise<string | null> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const [row] = await field<
      { person: string }[]
    >`select person from outbound.logins where guid = ${login} and living and person is not null`;
    if (row !== undefined) return row.person;
    if (performance.now() > deadline) return null;
    if ((await resolveChanges(field, 5000)) === 0) await sleep(10);
  }
}
