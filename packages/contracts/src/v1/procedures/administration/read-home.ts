import { z } from 'zod';
import { words } from '../../words.ts';
import { access, actor, authority, recordName } from './heads.ts';

export const readHomeInput = z.strictObject({ actor }).register(words, { meaning: 'Whose accounts and projects are asked for.' });

export const readHomeOutput = z
  .object({
    accounts: z
      .array(
        z.object({
          externalId: recordName('The account'),
          name: z.string().register(words, { meaning: 'Name of the account.' }),
          access: access(),
          authority,
        }),
      )
      .register(words, { meaning: 'Accounts that the person is in, by name.' }),
    projects: z
      .array(
        z.object({
          externalId: recordName('The project'),
          name: z.string().register(words, { meaning: 'Name of the project.' }),
          account: recordName('Its account'),
          accountName: z.string().register(words, { meaning: 'Name of its account.' }),
          access: access(),
        }),
      )
      .register(words, { meaning: 'Projects that the person is on, by name.' }),
  })
  .register(words, { meaning: 'What a person is in, whoever keeps its administration.' });

export type ReadHomeInput = z.infer<typeof readHomeInput>;
export type ReadHomeOutput = z.infer<typeof readHomeOutput>;
