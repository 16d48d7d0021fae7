import { z } from 'zod';
import { externalId } from '../text.ts';
import { words } from '../words.ts';

export const projectCompany = z
  .strictObject({
    project: externalId().register(words, { meaning: 'externalId of the project.', source: 'project_companies.project_id' }),
    company: externalId().register(words, {
      meaning: 'externalId of the company.',
      source: 'project_companies.company_id, by canonical company',
    }),
  })
  .register(words, { meaning: 'A company on a project of the same account.' });

export type ProjectCompany = z.infer<typeof projectCompany>;
