import { generateAddress } from './generate-addresses.ts';
import { cutTo, type GeneratedAccount, type Generation, oddOr, timestamps } from './generation.ts';
import { categories, companyKinds, companyTypes, companyWords, legalForms, oddCategories, oddCompanyTypes, oddNames } from './words.ts';

const neverAnAccount = 9_000_000_001;

export async function generateCompanies(generation: Generation, account: GeneratedAccount): Promise<void> {
  const { random, dirtier } = generation;
  const wanted = Math.max(1, Math.round(account.size * 0.05));
  for (let index = 0; index < wanted; index += 1) {
    const name = oddOr(generation, `${random.pick(companyWords)} ${random.pick(companyKinds)} ${index}${random.pick(legalForms)}`);
    const deleted = dirtier.falls('company-deleted');
    const id = await company(generation, account.id, { name, deleted });
    (deleted ? account.deletedCompanies : account.companies).push(id);
    if (dirtier.falls('company-twice'))
      account.companies.push(await company(generation, account.id, { name: spelledDifferently(generation, name) }));
    if (dirtier.falls('company-near')) account.companies.push(await company(generation, account.id, { name: `${cutTo(name, 200)} LLC` }));
  }
  if (dirtier.falls('company-unnamed')) await company(generation, account.id, { name: random.pick([null, '  ']) });
  if (dirtier.falls('company-stray')) await company(generation, random.pick([null, neverAnAccount]), { name: 'Nobody’s company' });
}

/** `ACME Inc` as others wrote it: `ACME  INC`, `acme inc.`. */
function spelledDifferently({ random }: Generation, name: string): string {
  const short = cutTo(name, 200);
  return random.pick([short.toUpperCase(), short.replaceAll(' ', '  '), `${short.toLowerCase()}.`, ` ${short} `]);
}

async function company(
  generation: Generation,
  account: number | null,
  { name, deleted = false }: { name: string | null; deleted?: boolean },
): Promise<number> {
  const { random, dirtier, add } = generation;
  const odd = dirtier.falls('trade-odd');
  return add('companies', {
    guid: random.guid(),
    account_id: account,
    name,
    ctype: random.pick(odd ? oddCompanyTypes : companyTypes),
    category: random.pick(odd ? oddCategories : categories),
    url: random.chance(0.3) ? 'https://www.example.com/' : null,
    telephone: random.chance(0.5) ? `+1 617 555 ${random.below(10_000)}` : null,
    fax: random.chance(0.1) ? '+1 617 555 0199' : null,
    duns_no: random.chance(0.2) ? String(random.below(1e9)) : null,
    ein_no: random.chance(0.2) ? ` ${random.below(1e9)} ` : null,
    description: description(generation),
    address_id: await generateAddress(generation, 0.6),
    ...timestamps(random),
    deleted_at: deleted ? '2015-01-20 10:00:00' : null,
  });
}

function description({ random, dirtier }: Generation): string | null {
  if (dirtier.falls('company-description-long')) return 'Long text. '.repeat(95_000);
  return random.pick([null, null, null, 'Does good work,\nsays "everybody".', '', random.pick(oddNames)]);
}
