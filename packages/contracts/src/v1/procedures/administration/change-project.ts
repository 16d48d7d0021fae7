import { z } from 'zod';
import { words } from '../../words.ts';
import { change, changeAnswer, recordName, seen } from './heads.ts';
import { projectValues, taken } from './values.ts';

export const changeProjectInput = z
  .strictObject({
    ...change,
    project: recordName('The project'),
    seen: seen(),
    values: taken(projectValues, 'What the project is to hold.')
      .refine(({ startDate, endDate }) => startDate < endDate, { message: 'endDate must be after startDate', path: ['endDate'] })
      .register(words, { meaning: 'What the project is to hold.', rules: ['endDate is after startDate.'] })
      .nullable()
      .register(words, { meaning: 'What the project is to hold; null: it is to be gone.' }),
  })
  .register(words, { meaning: 'New values of a project, or its end. An administrator of the project or of its account may.' });

export const changeProjectOutput = changeAnswer('The project', projectValues);

export type ChangeProjectInput = z.infer<typeof changeProjectInput>;
export type ChangeProjectOutput = z.infer<typeof changeProjectOutput>;
