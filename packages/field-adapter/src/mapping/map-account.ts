import type { CanonicalAccount } from '../field-db/records.ts';
import { calendarDate } from './dates.ts';
import { hqId } from './hq-ids.ts';
import { type Mapped, mapped, type Note, RefusedError } from './mapped.ts';
import { cleaned, fitting, required, word } from './text-values.ts';
import { country, currency, language, timezone } from './words.ts';

export function mapAccount(row: CanonicalAccount): Mapped<'account'> {
  return mapped((note) => {
    const name = fitting(required(cleaned(row.name), 'name'), 'name', 255) as string;
    const kind = row.isTrial === true && !row.converted ? 'trial' : 'paid';
    const trialEndsOn = kind === 'trial' ? calendarDate(required(row.trialEndsOn, 'trialEndsOn'), 'trialEndsOn') : null;
    const inCountry = country(row.country, note);
    return {
      name,
      kind,
      trialEndsOn,
      status: status(row.status, note),
      country: inCountry,
      timezone: timezone(row.timeZone, note),
      language: language(row.locale, note),
      currency: accountCurrency(row.defaultCurrency, inCountry, note),
      hqId: hqId(row.hqIdentifier),
    };
  });
}

function status(value: string | null, note: Note) {
  const found = word(value);
  if (found === null) note('account-status-default');
  if (found === null || found === 'active') return 'active';
  if (found === 'suspended' || found === 'closed') return found;
  throw new RefusedError('value_invalid', 'status', 'status is none of active, suspended and closed');
}

/** The account's currency; one that nobody knows is dropped, because the account can do without. */
export function accountCurrency(value: string | null, inCountry: ReturnType<typeof country>, note: Note) {
  const symbol = cleaned(value);
  if (symbol === null) return null;
  const found = currency(symbol, inCountry);
  if (found === undefined) note('account-currency-unknown', symbol);
  return found ?? null;
}
