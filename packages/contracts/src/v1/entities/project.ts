import { z } from 'zod';
import { amount, calendarDate, externalId, text } from '../text.ts';
import { currencies } from '../vocabularies/currencies.ts';
import { languages } from '../vocabularies/languages.ts';
import { timezones } from '../vocabularies/timezones.ts';
import { words } from '../words.ts';
import { addressFields } from './address.ts';

export const projectStatuses = ['pending', 'active', 'inactive', 'archived'] as const;

/** Characters that HQ refuses in a project's name. */
export const reservedInProjectNames = '\\/?[]>*:<|",';

export const project = z
  .strictObject({
    account: externalId().register(words, { meaning: 'externalId of the account.', source: 'projects.account_id' }),
    name: text(255)
      .refine((value) => !/[\\/?[\]>*:<|",]/u.test(value), { message: 'must not contain a reserved character' })
      .register(words, {
        meaning: 'Name of the project, reserved characters replaced by `-`.',
        source: 'projects.name',
        rules: [`None of the reserved characters ${[...reservedInProjectNames].join(' ')}`],
      }),
    jobNumber: text(100).nullable().register(words, { meaning: "The customer's number of the project.", source: 'projects.identifier' }),
    projectType: text(255).register(words, {
      meaning: "One of the proposed types (vocabulary projectTypes) or the customer's own.",
      source: 'projects.ptype',
    }),
    status: z.enum(projectStatuses).register(words, {
      meaning: 'Where the project is in its life; pending until somebody administers it.',
      source: 'projects.status, projects.is_active',
    }),
    startDate: calendarDate().register(words, {
      meaning: 'First day.',
      source: 'projects.start_date',
      rules: ['Before endDate.'],
    }),
    endDate: calendarDate().register(words, {
      meaning: 'Last day.',
      source: 'projects.completion_date',
      rules: ['After startDate.'],
    }),
    value: amount().register(words, {
      meaning: 'Cost of the project, zero or more.',
      unit: 'currency, as a decimal with two decimals',
      source: 'projects.cost',
    }),
    currency: z.enum(currencies).register(words, { meaning: 'Currency of value.', unit: 'ISO 4217', source: 'projects.cost_currency' }),
    timezone: z.enum(timezones).nullable().register(words, {
      meaning: 'Time zone of the site.',
      unit: 'IANA zone',
      source: 'projects.time_zone',
    }),
    language: z.enum(languages).nullable().register(words, {
      meaning: 'Language of the project.',
      unit: 'ISO 639-1',
      source: 'projects.locale',
    }),
    ...addressFields,
    constructionType: text(255).nullable().register(words, {
      meaning: 'Kind of construction; HQ proposes the vocabulary constructionTypes.',
      source: 'none: Field sends null',
    }),
    contractType: text(255).nullable().register(words, {
      meaning: 'Kind of contract; HQ proposes the vocabulary contractTypes.',
      source: 'none: Field sends null',
    }),
    template: z.boolean().register(words, { meaning: 'Whether the project is a model for new ones.', source: 'projects.template' }),
    trial: z.boolean().register(words, {
      meaning: 'Whether the project belongs to a trial that was not converted.',
      source: 'projects.is_trial, free_trials.converted_at',
    }),
    hqId: z.guid().nullable().register(words, {
      meaning: "HQ's own id when Field knows it: that row is adopted.",
      source: 'projects.hq_identifier',
    }),
  })
  .refine((value) => value.startDate < value.endDate, { message: 'endDate must be after startDate', path: ['endDate'] })
  .register(words, { meaning: 'A project of an account.' });

export type Project = z.infer<typeof project>;
