import { z } from 'zod';
import { calendarDate } from '../../text.ts';
import { words } from '../../words.ts';
import { access, actor, administrators, authority, digest, recordName } from './heads.ts';
import { personWords } from './read-account.ts';
import { given, projectMemberValues, projectValues } from './values.ts';

export const readProjectInput = z
  .strictObject({ actor, project: recordName('The project') })
  .register(words, { meaning: 'A project, and who wants to read it.' });

const contents = z
  .object({
    externalId: recordName('The project'),
    accountName: z.string().register(words, { meaning: 'Name of its account.' }),
    trialEndsOn: calendarDate().nullable().register(words, { meaning: "Last day of its account's trial; null for a paying customer." }),
    values: given(projectValues, 'What an administrator edits of the project.'),
    digest: digest('these values'),
    members: z
      .array(
        z.object({
          externalId: recordName('The person'),
          ...personWords,
          values: given(projectMemberValues, 'What the person is on the project.'),
          digest: digest('these values'),
        }),
      )
      .register(words, { meaning: 'Its people, by name.' }),
    companies: z
      .array(
        z.object({
          externalId: recordName('The company'),
          name: z.string().register(words, { meaning: 'Name of the company.' }),
        }),
      )
      .register(words, { meaning: 'Companies of its account, by name.' }),
    newcomers: z
      .array(z.object({ externalId: recordName('The person'), ...personWords }))
      .register(words, { meaning: 'People of its account who are not on it, by name; empty for somebody who may not add them.' }),
  })
  .nullable()
  .register(words, { meaning: 'The project; null when HQ has none of this name, or the person is not of it.' });

export const readProjectOutput = z
  .object({
    isKnown: z.boolean().register(words, { meaning: 'Whether HQ has a project of this name.' }),
    account: recordName('Its account').nullable().register(words, { meaning: 'Names its account; null when HQ has no such project.' }),
    authority,
    access: access(),
    accountAccess: access(),
    administrators: administrators(),
    project: contents,
  })
  .register(words, { meaning: 'A project with everything that its page shows, as far as the person may read it.' });

export type ReadProjectInput = z.infer<typeof readProjectInput>;
export type ReadProjectOutput = z.infer<typeof readProjectOutput>;
