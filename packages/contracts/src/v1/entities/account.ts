import { z } from 'zod';
import { calendarDate, text } from '../text.ts';
import { countries } from '../vocabularies/countries.ts';
import { currencies } from '../vocabularies/currencies.ts';
import { languages } from '../vocabularies/languages.ts';
import { timezones } from '../vocabularies/timezones.ts';

export const accountKinds = ['paid', 'trial'] as const;
export const accountStatuses = ['active', 'suspended', 'closed'] as const;

/** A customer. externalId: the account's guid in Field. Natural key: none. */
export const account = z
  .strictObject({
    /** Name of the customer. Source: accounts.name. */
    name: text(255),
    /** Whether the customer pays. A converted trial is paid. Source: accounts.is_trial, free_trials.converted_at. */
    kind: z.enum(accountKinds),
    /** Last day of the trial; set for a trial, null otherwise. Source: newest of trial_expires_on and free_trials.expires_on. */
    trialEndsOn: calendarDate().nullable(),
    /** Source: accounts.status. */
    status: z.enum(accountStatuses),
    /** ISO 3166-1 alpha-2. Source: accounts.country. */
    country: z.enum(countries).nullable(),
    /** IANA zone. Source: accounts.time_zone. */
    timezone: z.enum(timezones).nullable(),
    /** Source: accounts.locale. */
    language: z.enum(languages).nullable(),
    /** ISO 4217. Source: accounts.default_currency. */
    currency: z.enum(currencies).nullable(),
    /** HQ's own id when Field knows it: that row is adopted. Source: accounts.hq_account_identifier. */
    hqId: z.guid().nullable(),
  })
  .refine((value) => (value.kind === 'trial') === (value.trialEndsOn !== null), {
    message: 'trialEndsOn is set for a trial and null otherwise',
    path: ['trialEndsOn'],
  });

export type Account = z.infer<typeof account>;
