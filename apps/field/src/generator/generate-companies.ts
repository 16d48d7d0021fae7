import { day, type GeneratedAccount, type Generation } from './account-generator.ts';
import { categories, cities, companyKinds, companyTypes, companyWords, countries, legalForms, oddCountries, oddNames } from './words.ts';

export async function generateCompanies(generation: Generation, account: GeneratedAccount): Promise<void> {
  const { random, dirtier } = generation;
  const wanted = Math.max(1, Math.round(account.size * 0.05));
  for (let index = 0; index < wanted; index += 1) {
    const name = dirtier.falls('name-odd')
      ? `${random.pick(oddNames)} ${index}`
      : `${random.pick(companyWords)} ${random.pick(companyKinds)} ${index}${random.pick(legalForms)}`;
    const deleted = dirtier.falls('company-deleted');
    const id = await company(
      generation,
      dirtier.falls('company-stray') ? random.pick([null, 9_000_000_001]) : account.id,
      dirtier.falls('company-unnamed') ? random.pick([null, '  ']) : name,
      deleted,
    );
    (deleted ? account.deletedCompanies : account.companies).push(id);
    if (dirtier.falls('company-twice'))
      account.companies.push(
        await company(
          generation,
          account.id,
          random.pick([name.toUpperCase(), name.replaceAll(' ', '  '), `${name.toLowerCase()}.`, ` ${name} `]),
          false,
        ),
      );
    if (dirtier.falls('company-near')) account.companies.push(await company(generation, account.id, `${name} LLC`, false));
  }
}

async function company(generation: Generation, account: number | null, name: string | null, deleted: boolean): Promise<number> {
  const { random, dirtier, add } = generation;
  return add('companies', [
    random.guid(),
    account,
    name,
    random.pick(companyTypes),
    random.pick(categories),
    random.chance(0.3) ? 'https://www.example.com/' : null,
    random.chance(0.5) ? `+1 617 555 ${random.below(10_000)}` : null,
    random.chance(0.2) ? String(random.below(1e9)) : null,
    random.chance(0.2) ? ` ${random.below(1e9)} ` : null,
    dirtier.falls('company-description-long')
      ? 'Long text. '.repeat(95_000)
      : random.chance(0.2)
        ? 'Does good work,\nsays "everybody".'
        : null,
    random.chance(0.6) ? await address(generation) : null,
    day(random, 800),
    day(random, 100),
    deleted ? '2015-01-20 10:00:00' : null,
  ]);
}

export async function address({ random, dirtier, add }: Generation): Promise<number> {
  const long = dirtier.falls('address-long');
  return add('addresses', [
    `${random.below(200)} Main Street`,
    long ? 'x'.repeat(200) : random.chance(0.3) ? `Floor ${random.below(40)}` : null,
    long ? 'y'.repeat(100) : random.chance(0.1) ? 'Rear entrance' : null,
    random.pick(cities),
    random.pick(['MA', 'Massachusetts', null, '']),
    random.chance(0.7) ? String(10_000 + random.below(80_000)) : null,
    dirtier.falls('country-odd') ? random.pick(oddCountries) : random.pick(countries),
    day(random, 800),
    day(random, 100),
  ]);
}
