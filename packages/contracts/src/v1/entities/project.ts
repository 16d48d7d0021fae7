import { z } from 'zod';
import { amount, calendarDate, externalId, text } from '../text.ts';
import { currencies } from '../vocabularies/currencies.ts';
import { languages } from '../vocabularies/languages.ts';
import { timezones } from '../vocabularies/timezones.ts';
import { addressFields } from './address.ts';

export const projectStatuses = ['pending', 'active', 'inactive', 'archived'] as const;

/** Characters that HQ refuses in a project's name. */
export const reservedInProjectNames = '\\/?[]>*:<|",';

/** A project. externalId: the project's guid in Field. Natural key: (account, name key) among live, that is not archived, ones. */
export const project = z
  .strictObject({
    /** externalId of the account. Source: projects.account_id. */
    account: externalId(),
    /** Source: projects.name, reserved characters replaced by `-`. */
    name: text(255).refine((value) => !/[\\/?[\]>*:<|",]/u.test(value), { message: 'must not contain a reserved character' }),
    /** Source: projects.identifier. */
    jobNumber: text(100).nullable(),
    /** One of the proposed types or the customer's own. Source: projects.ptype. */
    projectType: text(255),
    /** Source: projects.status and is_active; pending until somebody administers it. */
    status: z.enum(projectStatuses),
    /** First day, before endDate. Source: projects.start_date. */
    startDate: calendarDate(),
    /** Last day, after startDate. Source: projects.completion_date. */
    endDate: calendarDate(),
    /** Cost in units of currency. Source: projects.cost. */
    value: amount(),
    /** ISO 4217. Source: projects.cost_currency. */
    currency: z.enum(currencies),
    /** IANA zone. Source: projects.time_zone. */
    timezone: z.enum(timezones).nullable(),
    /** Source: projects.locale. */
    language: z.enum(languages).nullable(),
    ...addressFields,
    /** Field has none: null. HQ proposes constructionTypes. */
    constructionType: text(255).nullable(),
    /** Field has none: null. HQ proposes contractTypes. */
    contractType: text(255).nullable(),
    /** Source: projects.template. */
    template: z.boolean(),
    /** Source: projects.is_trial unless converted. */
    trial: z.boolean(),
    /** HQ's own id when Field knows it: that row is adopted. Source: projects.hq_identifier. */
    hqId: z.guid().nullable(),
  })
  .refine((value) => value.startDate < value.endDate, { message: 'endDate must be after startDate', path: ['endDate'] });

export type Project = z.infer<typeof project>;
