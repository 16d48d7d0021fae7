import { z } from 'zod';
import { words } from '../../words.ts';
import { change, changeAnswer, recordName, seen } from './heads.ts';
import { companyValues, taken } from './values.ts';

export const changeCompanyInput = z
  .strictObject({
    ...change,
    company: recordName('The company').nullable().register(words, { meaning: 'Names the company; null for one that is to be made.' }),
    seen: seen()
      .nullable()
      .register(words, { meaning: 'Digest of the values that the person was shown; null for a company that is to be made.' }),
    values: taken(companyValues, 'What the company is to hold.')
      .nullable()
      .register(words, { meaning: 'What the company is to hold; null: it is to be gone, and its people stay without one.' }),
  })
  .refine(({ company, seen: shown, values }) => (company === null) === (shown === null) && (company !== null || values !== null), {
    message: 'company and seen go together; without them values are given',
    path: ['company'],
  })
  .register(words, {
    meaning: 'Makes a company of an account, changes it, or takes it out. An administrator of the account may.',
    rules: ['company and seen go together; without them values are given.'],
  });

export const changeCompanyOutput = changeAnswer('The company', companyValues);

export type ChangeCompanyInput = z.infer<typeof changeCompanyInput>;
export type ChangeCompanyOutput = z.infer<typeof changeCompanyOutput>;
