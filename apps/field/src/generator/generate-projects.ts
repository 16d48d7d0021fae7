import { day, type GeneratedAccount, type Generation, locale, zone } from './account-generator.ts';
import { address } from './generate-companies.ts';
import { login } from './generate-people.ts';
import { currencies, oddCurrencies, oddNames, oddProjectTypes, projectTypes, projectWords, roleTokens } from './words.ts';

/** Projects with their companies and people: about two thirds of an account's records. */
export async function generateProjects(generation: Generation, account: GeneratedAccount): Promise<void> {
  const { random, dirtier, add } = generation;
  const wanted = Math.max(1, Math.round(account.size * 0.012));
  const contacts = (account.size * 0.45) / wanted;
  const companies = (account.size * 0.06) / wanted;
  const names: string[] = [];
  for (let index = 0; index < wanted; index += 1) {
    const reused = names.length > 0 && dirtier.falls('project-name-reused');
    const taken = !reused && names.length > 0 && dirtier.falls('project-name-twice');
    const name = reused || taken ? random.pick(names) : projectName(generation, index);
    if (!reused && !taken) names.push(name);
    const deleted = dirtier.falls('project-deleted') || (reused && random.chance(0.5));
    const project = await generateProject(generation, account, taken ? ` ${name.toUpperCase()}` : name, {
      deleted,
      archived: reused && !deleted,
    });
    for (const company of sample(generation, account.companies, companies))
      await add('project_companies', [project, company, day(random, 300), day(random, 100)]);
    if (dirtier.falls('contact-stray')) await contact(generation, account, project, random.pick([null, 9_000_000_007]));
    for (const member of sample(generation, account.members, contacts)) {
      const person = dirtier.falls('contact-no-member') ? await login(generation, {}) : member;
      await contact(generation, account, project, person);
      if (dirtier.falls('contact-twice')) await contact(generation, account, project, person);
    }
    await add('areas', [project, 'Level 1', '/1', 1, day(random, 300), day(random, 100)]);
  }
}

function projectName({ random, dirtier }: Generation, index: number): string {
  const name = `${random.pick(projectWords)} ${random.pick(projectWords)} ${index}`;
  if (dirtier.falls('project-name-long')) return `${name} ${'very '.repeat(60)}long`;
  if (dirtier.falls('project-name-reserved'))
    return random.pick([`${name}: phase <2>`, `${name}  "north", east`, `${name} / annex?`, `[${name}] *`]);
  return dirtier.falls('name-odd') ? `${random.pick(oddNames)} ${index}` : name;
}

async function generateProject(
  generation: Generation,
  account: GeneratedAccount,
  name: string,
  state: { deleted: boolean; archived: boolean },
): Promise<number> {
  const { random, dirtier, add } = generation;
  const { start, end } = dates(generation);
  return add('projects', [
    random.guid(),
    dirtier.falls('project-stray') ? random.pick([null, 9_000_000_003]) : account.id,
    name.slice(0, 512),
    dirtier.falls('project-number-long') ? 'J'.repeat(120) : random.chance(0.6) ? `J-${random.below(10_000)}` : null,
    'Free text that stays in Field',
    dirtier.falls('project-type-odd') ? random.pick(oddProjectTypes) : random.pick(projectTypes),
    state.archived || random.chance(0.05) ? 'archived' : random.pick(['active', null]),
    random.chance(0.9) ? true : random.pick([false, null]),
    random.chance(0.05),
    random.pick([false, false, null, true]),
    dirtier.falls('project-cost-negative')
      ? -5
      : dirtier.falls('project-cost-odd')
        ? random.pick([null, '1234567890123.45', 0])
        : (random.below(1e8) / 100).toFixed(2),
    dirtier.falls('project-currency-unknown')
      ? 'doubloons'
      : dirtier.falls('project-currency-odd')
        ? random.pick(oddCurrencies)
        : random.pick(currencies),
    start,
    end,
    zone(generation),
    locale(generation),
    random.chance(0.7) ? await address(generation) : null,
    day(random, 700),
    day(random, 100),
    state.deleted ? '2015-02-25 07:00:00' : null,
  ]);
}

function dates({ random, dirtier }: Generation): { start: string | null; end: string | null } {
  if (dirtier.falls('project-dates-infinite')) return { start: '2015-01-01', end: 'infinity' };
  const start = day(random, 700).slice(0, 10);
  if (!dirtier.falls('project-dates-odd')) return { start, end: `${2016 + random.below(4)}-06-30` };
  return random.pick([
    { start: null, end: null },
    { start, end: '2010-01-01' },
    { start: '0001-01-01', end: '9999-12-31' },
    { start, end: start },
    { start: '2012-02-29', end: null },
  ]);
}

async function contact(
  { random, dirtier, add }: Generation,
  account: GeneratedAccount,
  project: number,
  user: number | null,
): Promise<void> {
  const tokens = [random.pick(roleTokens), random.pick(roleTokens)];
  const roles = dirtier.falls('contact-roles-odd')
    ? random.pick([null, '', ` ${tokens[0]} ,, `, `${tokens[0]},crane_whisperer`, `project_admin,${tokens[1]}`, 'BIM Manager,Owner'])
    : tokens.slice(0, 1 + random.below(2)).join(',');
  await add('contacts', [
    random.guid(),
    project,
    user,
    dirtier.falls('contact-company-foreign')
      ? 1
      : random.chance(0.7)
        ? random.pick([...account.companies.slice(0, 50), ...account.deletedCompanies.slice(0, 1), null])
        : null,
    roles,
    random.chance(0.08),
    dirtier.falls('contact-status-null') ? null : random.pick(['active', 'active', 'active', 'inactive', 'invited']),
    day(random, 500),
    day(random, 100),
    dirtier.falls('contact-deleted') ? '2015-02-15 10:00:00' : null,
  ]);
}

/** About `wanted` different ones. */
function sample({ random }: Generation, ids: readonly number[], wanted: number): number[] {
  const most = Math.min(ids.length, Math.floor(wanted) + (random.chance(wanted % 1) ? 1 : 0));
  const begin = random.below(Math.max(1, ids.length));
  return Array.from({ length: most }, (_, index) => ids[(begin + index) % ids.length] as number);
}
