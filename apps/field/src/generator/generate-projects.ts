import { generateAddress } from './generate-addresses.ts';
import { generateContacts } from './generate-contacts.ts';
import { unusableCompany, usableCompany } from './generate-people.ts';
import { cutTo, type GeneratedAccount, type Generation, locale, oddOr, timestamps, zone } from './generation.ts';
import { costAndCurrency, dates } from './project-values.ts';
import { oddProjectTypes, projectTypes, projectWords } from './words.ts';

const neverAnAccount = 9_000_000_003;
const neverACompany = 9_000_000_011;

/** Projects with their companies and people: about half of an account's records. */
export async function generateProjects(generation: Generation, account: GeneratedAccount): Promise<void> {
  const { random, dirtier, add } = generation;
  const wanted = Math.max(1, Math.round(account.size * 0.012));
  const names: string[] = [];
  for (let index = 0; index < wanted; index += 1) {
    const reused = names.length > 0 && dirtier.falls('project-name-reused');
    const taken = !reused && names.length > 0 && dirtier.falls('project-name-twice');
    const name = reused || taken ? random.pick(names) : projectName(generation, index);
    if (!reused && !taken) names.push(name);
    const deleted = dirtier.falls('project-deleted') || (reused && random.chance(0.5));
    const id = await project(generation, account, {
      name: taken ? ` ${cutTo(name.toUpperCase(), 300)}` : name,
      deleted,
      archived: reused && !deleted,
    });
    await companiesOf(generation, account, id, wanted);
    await generateContacts(generation, account, id, wanted);
    const level = await add('areas', { project_id: id, name: 'Level 1', path: '/1', position: 1, ...timestamps(random) });
    await add('areas', {
      project_id: id,
      parent_id: level,
      name: `Room ${random.below(100)}`,
      path: '/1/1',
      position: 1,
      ...timestamps(random),
    });
  }
}

function projectName(generation: Generation, index: number): string {
  const { random, dirtier } = generation;
  const name = `${random.pick(projectWords)} ${random.pick(projectWords)} ${index}`;
  if (dirtier.falls('project-name-long')) return `${name} ${'very '.repeat(60)}long`;
  if (dirtier.falls('project-name-reserved'))
    return random.pick([`${name}: phase <2>`, `${name}  "north", east`, `${name} / annex?`, `[${name}] *`, `${name}  two`]);
  return oddOr(generation, name);
}

async function project(
  generation: Generation,
  account: GeneratedAccount,
  given: { name: string; deleted: boolean; archived: boolean },
): Promise<number> {
  const { random, dirtier, add } = generation;
  const onTrial = dirtier.falls('trial-of-project');
  const id = await add('projects', {
    guid: random.guid(),
    account_id: dirtier.falls('project-stray') ? random.pick([null, neverAnAccount]) : account.id,
    name: given.name,
    identifier: dirtier.falls('project-number-long') ? 'J'.repeat(120) : random.chance(0.6) ? `J-${random.below(10_000)}` : null,
    description: 'Free text that stays in Field',
    ptype: random.pick(dirtier.falls('project-type-odd') ? oddProjectTypes : projectTypes),
    status: given.archived || random.chance(0.05) ? random.pick(['archived', 'Archived ']) : random.pick(['active', null]),
    is_active: random.chance(0.9) ? true : random.pick([false, null]),
    is_trial: onTrial,
    template: random.pick([false, false, null, true]),
    ...costAndCurrency(generation),
    ...dates(generation),
    time_zone: zone(generation),
    locale: locale(generation),
    address_id: await generateAddress(generation, 0.7),
    owner_id: usableCompany(generation, account),
    ...timestamps(random),
    deleted_at: given.deleted ? '2015-02-25 07:00:00' : null,
  });
  if (onTrial)
    await add('free_trials', {
      account_id: account.id,
      project_id: id,
      expires_on: '2015-06-01',
      converted_at: random.chance(0.3) ? '2015-02-02 02:02:02' : null,
      ...timestamps(random),
    });
  return id;
}

async function companiesOf(generation: Generation, account: GeneratedAccount, project: number, projects: number): Promise<void> {
  const { random, dirtier, add } = generation;
  const { companies } = account;
  for (const company of random.sample(companies, (account.size * 0.065) / projects))
    await add('project_companies', { project_id: project, company_id: company, ...timestamps(random) });
  if (dirtier.falls('project-company-stray'))
    await add('project_companies', {
      project_id: project,
      company_id: random.pick([neverACompany, unusableCompany(generation, account)]),
      ...timestamps(random),
    });
}
