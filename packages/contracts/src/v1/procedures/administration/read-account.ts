import { z } from 'zod';
import { calendarDate } from '../../text.ts';
import { words } from '../../words.ts';
import { access, actor, administrators, authority, digest, recordName } from './heads.ts';
import { accountValues, companyValues, given, memberValues } from './values.ts';

export const readAccountInput = z
  .strictObject({ actor, account: recordName('The account') })
  .register(words, { meaning: 'An account, and who wants to read it.' });

/** Who somebody is, for people to read. */
export const personWords = {
  name: z.string().register(words, { meaning: 'The person as people call them; the e-mail when there is no name.' }),
  email: z.string().register(words, { meaning: 'E-mail address of the person.' }),
};

const contents = z
  .object({
    externalId: recordName('The account'),
    trialEndsOn: calendarDate().nullable().register(words, { meaning: 'Last day of the trial; null for a paying customer.' }),
    values: given(accountValues, 'What an administrator edits of the account.'),
    digest: digest('these values'),
    members: z
      .array(
        z.object({
          externalId: recordName('The person'),
          ...personWords,
          values: given(memberValues, 'What the person is in the account.'),
          digest: digest('these values'),
        }),
      )
      .register(words, { meaning: 'Its people, by name.' }),
    companies: z
      .array(
        z.object({
          externalId: recordName('The company'),
          values: given(companyValues, 'What an administrator edits of the company.'),
          digest: digest('these values'),
        }),
      )
      .register(words, { meaning: 'Its companies, by name.' }),
    projects: z
      .array(
        z.object({
          externalId: recordName('The project'),
          name: z.string().register(words, { meaning: 'Name of the project.' }),
          status: z.string().register(words, { meaning: 'Where the project is in its life.' }),
          startDate: calendarDate().register(words, { meaning: 'First day.' }),
          endDate: calendarDate().register(words, { meaning: 'Last day.' }),
        }),
      )
      .register(words, { meaning: 'Its projects, by name.' }),
  })
  .nullable()
  .register(words, { meaning: 'The account; null when HQ has none of this name, or the person is not of it.' });

export const readAccountOutput = z
  .object({
    isKnown: z.boolean().register(words, { meaning: 'Whether HQ has an account of this name.' }),
    authority,
    access: access(),
    administrators: administrators(),
    account: contents,
  })
  .register(words, { meaning: 'An account with everything that its page shows, as far as the person may read it.' });

export type ReadAccountInput = z.infer<typeof readAccountInput>;
export type ReadAccountOutput = z.infer<typeof readAccountOutput>;
