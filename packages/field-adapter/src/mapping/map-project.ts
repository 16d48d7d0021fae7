import { type Currency, nameKey, reservedInProjectNames } from '@hq-field/contracts';
import type { CanonicalProject } from '../field-db/records.ts';
import { address } from './addresses.ts';
import { calendarDate, yearAfter } from './dates.ts';
import { hqId } from './hq-ids.ts';
import { accountCurrency } from './map-account.ts';
import { livingAccount } from './map-company.ts';
import { type Mapped, mapped, type Note, RefusedError } from './mapped.ts';
import { cleaned, collapsed, fitting, required, word } from './text-values.ts';
import { country, currency, language, projectType, rolesOf, timezone } from './words.ts';

const reserved = new Set(reservedInProjectNames);
const silent: Note = () => {};

export function mapProject(row: CanonicalProject): Mapped<'project'> {
  return mapped((note) => {
    const account = livingAccount(row.account);
    const name = fitting(required(projectName(row.name, note), 'name'), 'name', 255) as string;
    const jobNumber = fitting(cleaned(row.identifier), 'jobNumber', 100);
    const type = fitting(projectType(cleaned(row.ptype), note), 'projectType', 255) as string;
    const value = amount(row.cost, note);
    const inCurrency = projectCurrency(row, note);
    const { startDate, endDate } = dates(row, note);
    return {
      account,
      name,
      jobNumber,
      projectType: type,
      status: status(row),
      startDate,
      endDate,
      value,
      currency: inCurrency,
      timezone: timezone(row.timeZone, note),
      language: language(row.locale, note),
      ...address(row, note),
      constructionType: null,
      contractType: null,
      template: row.template === true,
      trial: row.isTrial === true && !row.converted,
      hqId: hqId(row.hqIdentifier),
    };
  });
}

/** Key of the name that no other project of the account may have at HQ; null of one that is archived or has no name. */
export function reservedNameKey(row: Pick<CanonicalProject, 'name' | 'status'>): string | null {
  const name = isArchived(row) ? null : projectName(row.name, silent);
  return name === null ? null : nameKey(name);
}

function projectName(value: string | null, note: Note): string | null {
  const name = cleaned(value);
  if (name === null) return null;
  const replaced = Array.from(name, (character) => (reserved.has(character) ? '-' : character)).join('');
  if (replaced !== name) note('project-name-reserved');
  return collapsed(replaced, note);
}

function amount(cost: string | null, note: Note): string {
  if (cost === null) {
    note('cost-default');
    return '0.00';
  }
  if (!/^\d{1,13}(\.\d{2})?$/u.test(cost)) throw new RefusedError('value_invalid', 'value', 'cost is negative or no number');
  return cost.includes('.') ? cost : `${cost}.00`;
}

function projectCurrency(row: CanonicalProject, note: Note): Currency {
  // What is odd about the account's own words is counted with the account.
  const accountCountry = country(row.accountCountry, silent);
  const symbol = cleaned(row.costCurrency);
  if (symbol === null) {
    note('currency-default');
    return accountCurrency(row.accountCurrency, accountCountry, silent) ?? 'USD';
  }
  const found = currency(symbol, accountCountry);
  if (found === undefined)
    throw new RefusedError('currency_unknown', 'currency', 'the currency is no code, symbol or word of currencies.json');
  return found;
}

function dates(row: CanonicalProject, note: Note): { startDate: string; endDate: string } {
  if (row.startDate === null) note('start-date-default');
  const startDate = calendarDate(required(row.startDate ?? row.createdOn, 'startDate'), 'startDate');
  const end = row.completionDate === null ? null : calendarDate(row.completionDate, 'endDate');
  if (end !== null && end > startDate) return { startDate, endDate: end };
  note('end-date-default');
  return { startDate, endDate: yearAfter(startDate, 'endDate') };
}

function status(row: CanonicalProject): 'archived' | 'inactive' | 'active' | 'pending' {
  if (isArchived(row)) return 'archived';
  if (row.isActive === false) return 'inactive';
  const administered = row.hasAdministrator || rolesOf(row.administratorRoles, silent).administrator;
  return administered ? 'active' : 'pending';
}

function isArchived(row: Pick<CanonicalProject, 'status'>): boolean {
  return word(row.status) === 'archived';
}
