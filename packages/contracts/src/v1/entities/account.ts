import { z } from 'zod';
import { calendarDate, text } from '../text.ts';
import { countries } from '../vocabularies/countries.ts';
import { currencies } from '../vocabularies/currencies.ts';
import { languages } from '../vocabularies/languages.ts';
import { timezones } from '../vocabularies/timezones.ts';
import { words } from '../words.ts';

export const accountKinds = ['paid', 'trial'] as const;
export const accountStatuses = ['active', 'suspended', 'closed'] as const;

export const account = z
  .strictObject({
    name: text(255).register(words, { meaning: 'Name of the customer.', source: 'accounts.name' }),
    kind: z.enum(accountKinds).register(words, {
      meaning: 'Whether the customer pays. A converted trial is paid.',
      source: 'accounts.is_trial, free_trials.converted_at',
    }),
    trialEndsOn: calendarDate()
      .nullable()
      .register(words, {
        meaning: 'Last day of the trial.',
        source: 'newest of accounts.trial_expires_on and free_trials.expires_on',
        rules: ['Set for a trial, null otherwise.'],
      }),
    status: z.enum(accountStatuses).register(words, {
      meaning: 'Whether the customer may use the product.',
      source: 'accounts.status',
    }),
    country: z.enum(countries).nullable().register(words, {
      meaning: "The customer's country.",
      unit: 'ISO 3166-1 alpha-2',
      source: 'accounts.country',
    }),
    timezone: z.enum(timezones).nullable().register(words, {
      meaning: "The customer's time zone.",
      unit: 'IANA zone',
      source: 'accounts.time_zone',
    }),
    language: z.enum(languages).nullable().register(words, {
      meaning: "The customer's language.",
      unit: 'ISO 639-1',
      source: 'accounts.locale',
    }),
    currency: z.enum(currencies).nullable().register(words, {
      meaning: "The customer's currency.",
      unit: 'ISO 4217',
      source: 'accounts.default_currency',
    }),
    hqId: z.guid().nullable().register(words, {
      meaning: "HQ's own id when Field knows it: that row is adopted.",
      source: 'accounts.hq_account_identifier',
    }),
  })
  .refine((value) => (value.kind === 'trial') === (value.trialEndsOn !== null), {
    message: 'trialEndsOn is set for a trial and null otherwise',
    path: ['trialEndsOn'],
  })
  .register(words, { meaning: 'A customer.' });

export type Account = z.infer<typeof account>;
