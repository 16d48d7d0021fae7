import { z } from 'zod';
import { project } from '../../entities/project.ts';
import { calendarDate } from '../../text.ts';
import { words } from '../../words.ts';
import { change, changeAnswer } from './heads.ts';
import { projectValues } from './values.ts';

export const administerCreateProjectInput = z
  .strictObject({
    ...change,
    name: project.shape.name,
    startDate: calendarDate().nullable().register(words, {
      meaning: 'First day; null for today. The last day is a year later, until somebody says otherwise.',
    }),
  })
  .register(words, { meaning: 'A new project of an account, which whoever asks administers. An administrator of the account may.' });

export const administerCreateProjectOutput = changeAnswer('The project', projectValues);

export type AdministerCreateProjectInput = z.infer<typeof administerCreateProjectInput>;
export type AdministerCreateProjectOutput = z.infer<typeof administerCreateProjectOutput>;
