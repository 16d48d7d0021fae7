import { z } from 'zod';
import { words } from '../../words.ts';
import { change, changeAnswer, recordName, seen } from './heads.ts';
import { projectMemberValues, taken } from './values.ts';

export const changeProjectMemberInput = z
  .strictObject({
    ...change,
    project: recordName('The project'),
    member: recordName('The person, who is of the account'),
    seen: seen()
      .nullable()
      .register(words, { meaning: 'Digest of what the person was shown to be; null for somebody who is to be added.' }),
    values: taken(projectMemberValues, 'What the person is to be on the project.')
      .nullable()
      .register(words, { meaning: 'What the person is to be on the project; null: the person is to leave it.' }),
  })
  .refine(({ seen: shown, values }) => shown !== null || values !== null, {
    message: 'without seen somebody is added, and values are given',
    path: ['values'],
  })
  .register(words, {
    meaning:
      'Puts somebody of the account on a project, changes what they are, or takes them off. An administrator of the project or of its account may.',
    rules: ['Without seen, values are given.'],
  });

export const changeProjectMemberOutput = changeAnswer('The person', projectMemberValues);

export type ChangeProjectMemberInput = z.infer<typeof changeProjectMemberInput>;
export type ChangeProjectMemberOutput = z.infer<typeof changeProjectMemberOutput>;
