import { day, type GeneratedAccount, type Generation } from './account-generator.ts';
import { firstNames, jobTitles, lastNames, oddNames } from './words.ts';

const mostStrangers = 5000;

/** Logins of an account and their memberships. Some people belong to other accounts too. */
export async function generatePeople(generation: Generation, account: GeneratedAccount): Promise<void> {
  const { random, dirtier, strangers } = generation;
  const wanted = Math.max(1, Math.round(account.size * 0.21));
  for (let index = 0; index < wanted; index += 1) {
    const shared = strangers.length > 0 && random.chance(0.06);
    const id = shared ? random.pick(strangers) : await login(generation, {});
    if (!shared && random.chance(0.05)) {
      if (strangers.length < mostStrangers) strangers.push(id);
      else strangers[random.below(mostStrangers)] = id;
    }
    account.members.push(id);
    await membership(generation, account, id, index === 0);
    if (dirtier.falls('member-twice')) await membership(generation, account, id, true);
  }
  if (dirtier.falls('member-stray'))
    await generation.add('account_users', [
      null,
      account.members[0] ?? null,
      null,
      'member',
      'active',
      day(random, 500),
      day(random, 50),
      null,
    ]);
}

/** A login, sometimes with a second one of the same person, or of another with the same e-mail. Returns the id of one of them. */
export async function login(generation: Generation, fixed: { email?: string; uid?: string | null }): Promise<number> {
  const { random, dirtier } = generation;
  const first = random.pick(firstNames);
  const last = random.pick(lastNames);
  const email = fixed.email ?? `${first}.${last}.${random.below(1e9)}@example.com`;
  const uid = fixed.uid === undefined ? (dirtier.falls('login-without-uid') ? null : `OX${random.guid().slice(0, 13)}`) : fixed.uid;
  const written = dirtier.falls('login-email-missing')
    ? random.pick([null, ' '])
    : dirtier.falls('login-email-malformed')
      ? random.pick(['nobody', 'a@b@c.example', 'with space@example.com'])
      : email;
  const id = await row(generation, { first, last, email: written, uid });
  if (fixed.email !== undefined) return id;
  if (dirtier.falls('login-spelled-twice')) {
    const spelled = random.pick([email.toUpperCase(), ` ${email} `, email.normalize('NFD')]);
    return row(generation, { first, last, email: spelled, uid: random.chance(0.5) ? uid : null });
  }
  if (uid !== null && dirtier.falls('login-two-emails')) return row(generation, { first, last, email: `new.${email}`, uid });
  if (uid !== null && dirtier.falls('login-uid-conflict'))
    return row(generation, { first, last, email, uid: `OX${random.guid().slice(0, 13)}` });
  return id;
}

async function row(
  { random, dirtier, add }: Generation,
  person: { first: string; last: string; email: string | null; uid: string | null },
): Promise<number> {
  const status = dirtier.falls('login-status-null')
    ? null
    : dirtier.falls('login-status-odd')
      ? 'zombie'
      : random.pick(['active', 'active', 'active', 'active', 'disabled', 'invited', 'Active ']);
  return add('users', [
    random.guid(),
    person.email,
    random.chance(0.7) ? `${person.first.slice(0, 1)}${person.last}${random.below(1000)}` : null,
    person.uid,
    dirtier.falls('name-odd') ? random.pick(oddNames) : person.first,
    person.last,
    random.chance(0.4) ? `+49 89 ${random.below(1e7)}` : null,
    random.pick(jobTitles),
    'never-leaves-field',
    status,
    random.chance(0.7) ? day(random, 60) : null,
    day(random, 900),
    day(random, 100),
    dirtier.falls('login-deleted') ? '2015-02-20 09:00:00' : null,
  ]);
}

async function membership(
  { random, dirtier, add }: Generation,
  account: GeneratedAccount,
  user: number,
  administers: boolean,
): Promise<void> {
  const blank = dirtier.falls('member-null');
  await add('account_users', [
    account.id,
    user,
    random.chance(0.8)
      ? random.pick(
          random.chance(0.03) && account.deletedCompanies.length > 0 ? account.deletedCompanies : [...account.companies.slice(0, 50), null],
        )
      : null,
    blank ? null : dirtier.falls('member-role-odd') ? 'emperor' : administers || random.chance(0.05) ? 'admin' : 'member',
    blank ? null : random.pick(['active', 'active', 'active', 'disabled', 'invited']),
    day(random, 800),
    day(random, 100),
    dirtier.falls('member-deleted') ? '2015-02-11 10:00:00' : null,
  ]);
}
