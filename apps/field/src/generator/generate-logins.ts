import { type Generation, locale, moment, oddOr, personName, timestamps, zone } from './generation.ts';
import { jobTitles } from './words.ts';

interface Person {
  first: string;
  last: string;
  email: string | null;
  uid: string | null;
}

/** A login, sometimes with a second one of the same person, or of another with the same e-mail. Returns the id of one of them. */
export async function generateLogin(generation: Generation): Promise<number> {
  const { random, dirtier } = generation;
  const { first, last } = personName(generation);
  const email = `${first}.${last}.${generation.newest('users') + 1}@example.com`;
  const uid = newUid(generation);
  const person = { first, last, email, uid: dirtier.falls('login-without-uid') ? null : uid };
  if (dirtier.falls('login-email-missing')) return login(generation, { ...person, email: random.pick([null, ' ']) });
  if (dirtier.falls('login-email-malformed'))
    return login(generation, { ...person, email: random.pick(['nobody', 'a@b@c.example', 'with space@example.com']) });
  if (dirtier.falls('login-deleted-reused')) await login(generation, person, true);
  const id = await login(generation, person, dirtier.falls('login-deleted'));
  const second = secondLogin(generation, person, uid);
  return second === null ? id : login(generation, second);
}

function secondLogin(generation: Generation, person: Person & { email: string }, uid: string): Person | null {
  const { random, dirtier } = generation;
  const { email } = person;
  if (dirtier.falls('login-email-case')) return { ...person, email: email.toUpperCase() };
  if (dirtier.falls('login-email-blank')) return { ...person, email: random.pick([` ${email}`, `${email}  `, `\u00a0${email}`]) };
  // Only a name with an accent has two Unicode forms, and "ø" has none of its own.
  const decomposed = email.normalize('NFD');
  if (/[öéçøí]/u.test(email) && dirtier.falls('login-email-decomposed', decomposed !== email)) return { ...person, email: decomposed };
  if (dirtier.falls('login-uid-on-one-of-two')) return { ...person, uid: person.uid === null ? uid : null };
  if (person.uid === null) return null;
  if (dirtier.falls('login-two-emails')) return { ...person, email: `new.${email}` };
  return dirtier.falls('login-uid-conflict') ? { ...person, uid: newUid(generation) } : null;
}

const newUid = ({ random }: Generation): string => `OX${random.guid().slice(0, 13)}`;

async function login(generation: Generation, person: Person, deleted = false): Promise<number> {
  const { random, add } = generation;
  return add('users', {
    guid: random.guid(),
    email: person.email,
    autodesk_login: random.chance(0.7) ? `${person.first.slice(0, 1)}${person.last}${random.below(1000)}` : null,
    oxygen_uid: person.uid,
    first_name: oddOr(generation, person.first),
    last_name: person.last,
    telephone: random.chance(0.4) ? `+49 89 ${random.below(1e7)}` : null,
    job_title: random.pick(jobTitles),
    time_zone: zone(generation),
    locale: locale(generation),
    crypted_password: 'never-leaves-field',
    status: statusOf(generation),
    last_login_at: random.chance(0.7) ? moment(random, 60) : null,
    ...timestamps(random),
    deleted_at: deleted ? '2015-02-20 09:00:00' : null,
  });
}

function statusOf({ random, dirtier }: Generation): string | null {
  if (dirtier.falls('login-status-odd')) return random.pick(['pensioned', 'locked out']);
  if (dirtier.falls('login-status-null')) return null;
  if (dirtier.falls('login-status-spelled')) return random.pick(['Active', ' ACTIVE', 'Disabled ']);
  return random.pick(['active', 'active', 'active', 'active', 'active', 'active', 'invited', 'disabled']);
}
