import { z } from 'zod';
import { externalId } from '../text.ts';

/** A company on a project of the same account. externalId: `<project>:<company>`. Natural key: (project, company). */
export const projectCompany = z.strictObject({
  /** externalId of the project. Source: project_companies.project_id. */
  project: externalId(),
  /** externalId of the company. Source: project_companies.company_id, by canonical company. */
  company: externalId(),
});

export type ProjectCompany = z.infer<typeof projectCompany>;
