import { generateLogin } from './generate-logins.ts';
import { unusableCompany, usableCompany } from './generate-people.ts';
import { type GeneratedAccount, type Generation, timestamps } from './generation.ts';
import { roleTokens } from './words.ts';

const neverALogin = 9_000_000_007;

/** People on a project, most of them members of its account. */
export async function generateContacts(
  generation: Generation,
  account: GeneratedAccount,
  project: number,
  projects: number,
): Promise<void> {
  const { random, dirtier } = generation;
  for (const member of random.sample(account.members, (account.size * 0.44) / projects)) {
    const person = dirtier.falls('contact-no-member') ? await generateLogin(generation) : member;
    await contact(generation, account, { project, user: person });
    if (dirtier.falls('contact-twice')) await contact(generation, account, { project, user: person });
    if (dirtier.falls('contact-stray'))
      await contact(
        generation,
        account,
        random.pick([
          { project, user: null },
          { project, user: neverALogin },
          { project: null, user: person },
        ]),
      );
  }
}

async function contact(
  generation: Generation,
  account: GeneratedAccount,
  { project, user }: { project: number | null; user: number | null },
): Promise<void> {
  const { random, dirtier, add } = generation;
  await add('contacts', {
    guid: random.guid(),
    project_id: project,
    user_id: user,
    company_id: dirtier.falls('contact-company-unusable')
      ? unusableCompany(generation, account)
      : random.chance(0.7)
        ? usableCompany(generation, account)
        : null,
    roles: rolesOf(generation),
    project_admin: random.pick([true, false, false, false, false, false, false, null]),
    junior: random.chance(0.05),
    key_contact: random.chance(0.1),
    status: statusOf(generation),
    ...timestamps(random),
    deleted_at: dirtier.falls('contact-deleted') ? '2015-02-15 10:00:00' : null,
  });
}

function rolesOf({ random, dirtier }: Generation): string | null {
  const token = random.pick(roleTokens);
  if (!dirtier.falls('contact-roles-odd')) return random.chance(0.5) ? token : `${token},${random.pick(roleTokens)}`;
  return random.pick([
    null,
    '',
    ` ${token} ,, `,
    `${token},crane_whisperer`,
    `project_admin,${token}`,
    'BIM Manager,Owner',
    `${token},photo_viewer`,
  ]);
}

function statusOf({ random, dirtier }: Generation): string | null {
  if (dirtier.falls('contact-status-odd')) return 'on leave';
  return dirtier.falls('contact-status-null') ? null : random.pick(['active', 'active', 'active', 'active', 'inactive', 'invited']);
}
