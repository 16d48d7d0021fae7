import { z } from 'zod';
import { words } from '../../words.ts';
import { change, changeAnswer, seen } from './heads.ts';
import { accountValues, taken } from './values.ts';

export const changeAccountInput = z
  .strictObject({
    ...change,
    seen: seen(),
    values: taken(accountValues, 'What the account is to hold.').nullable().register(words, {
      meaning: 'What the account is to hold; null: it is to be gone, with its projects.',
    }),
  })
  .register(words, { meaning: 'New values of an account, or its end. An administrator of the account may.' });

export const changeAccountOutput = changeAnswer('The account', accountValues);

export type ChangeAccountInput = z.infer<typeof changeAccountInput>;
export type ChangeAccountOutput = z.infer<typeof changeAccountOutput>;
