import { account, type Account } from '@hq-field/contracts';
import type { NewAccount } from '../../own-changes/create-account.ts';
import { type FormFields, type Mistakes, readForm, type Typed } from './form-field.ts';
import { personFields, personOf } from './person-fields.ts';
import { countryOptions, currencyOptions, languageOptions, timezoneOptions } from './vocabulary-options.ts';

const { name, kind, trialEndsOn, country, timezone, language, currency } = account.shape;

export const accountForm: FormFields = [
  {
    legend: 'Account',
    fields: [
      { name: 'name', label: 'Name', mistake: 'Enter a name of 1 to 255 characters.', schema: name, input: { kind: 'text' } },
      {
        name: 'kind',
        label: 'Kind',
        mistake: 'Choose paid or trial.',
        schema: kind,
        input: {
          kind: 'select',
          options: [
            ['paid', 'Paid'],
            ['trial', 'Trial'],
          ],
        },
        initial: 'paid',
      },
      {
        name: 'trialEndsOn',
        label: 'Last day of the trial',
        hint: 'For a trial only.',
        mistake: 'Enter a day such as 2026-12-31.',
        schema: trialEndsOn,
        input: { kind: 'date' },
        isOptional: true,
      },
      {
        name: 'country',
        label: 'Country',
        mistake: 'Choose a country of the list.',
        schema: country,
        input: { kind: 'select', options: countryOptions },
        isOptional: true,
      },
      {
        name: 'timezone',
        label: 'Time zone',
        mistake: 'Choose a time zone of the list.',
        schema: timezone,
        input: { kind: 'select', options: timezoneOptions },
        isOptional: true,
      },
      {
        name: 'language',
        label: 'Language',
        mistake: 'Choose a language of the list.',
        schema: language,
        input: { kind: 'select', options: languageOptions },
        initial: 'en',
      },
      {
        name: 'currency',
        label: 'Currency',
        mistake: 'Choose a currency of the list.',
        schema: currency,
        input: { kind: 'select', options: currencyOptions },
        initial: 'USD',
      },
    ],
  },
  { legend: 'First administrator', fields: personFields },
];

/** What was sent as an account that can be created; or every mistake in it. */
export function readAccountForm(
  sent: Record<string, unknown>,
): { typed: Typed; mistakes: null; wanted: Omit<NewAccount, 'id'> } | { typed: Typed; mistakes: Mistakes } {
  const { typed, values, mistakes: found } = readForm(accountForm, sent);
  const mistakes: Record<string, string> = { ...found };
  if (mistakes.trialEndsOn === undefined) {
    if (values.kind === 'trial' && values.trialEndsOn === null) mistakes.trialEndsOn = 'Enter the last day of the trial.';
    if (values.kind === 'paid' && values.trialEndsOn !== null)
      mistakes.trialEndsOn = 'Leave this empty for a paid account, or choose the kind trial.';
  }
  if (Object.keys(mistakes).length > 0) return { typed, mistakes };
  const { adminEmail: _email, adminFirstName: _first, adminLastName: _last, ...fields } = values;
  return {
    typed,
    mistakes: null,
    wanted: { account: { ...fields, status: 'active' } as Omit<Account, 'hqId'>, administrator: personOf(values) },
  };
}
