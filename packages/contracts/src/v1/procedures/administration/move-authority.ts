import { z } from 'zod';
import { text } from '../../text.ts';
import { words } from '../../words.ts';
import { authorityOwners, recordName } from './heads.ts';
import { heldAuthority, hqEdit } from './read-authority.ts';

export const moveAuthorityInput = z
  .strictObject({
    account: recordName('The account'),
    to: z.enum(authorityOwners).register(words, { meaning: 'Who is to keep the administration.' }),
    epoch: z.int().min(0).register(words, {
      meaning: 'Epoch that the caller expects: it moves only from there. A repetition gets the first answer.',
    }),
    actor: text(255).register(words, { meaning: 'Who moves it.' }),
    reason: text(1000).register(words, { meaning: 'Why.' }),
    overwriteHqEdits: z.boolean().register(words, {
      meaning:
        "Back to Field: whether changes that Field's tables do not have are given up. What administrators have made at HQ alone is deleted then.",
    }),
  })
  .register(words, { meaning: 'Moves the administration of one account. A change that is under way ends before.' });

export const moveRefusalCodes = ['account_unknown', 'epoch_other', 'reverse_unproven', 'hq_edits'] as const;

export const moveAuthorityOutput = z
  .object({
    authority: heldAuthority,
    refusal: z
      .object({
        code: z.enum(moveRefusalCodes).register(words, {
          meaning:
            'account_unknown: HQ has no such account. epoch_other: it is at another epoch. reverse_unproven: no push from HQ to Field has been seen to arrive. hq_edits: HQ has changes that Field lacks.',
        }),
        message: z.string().register(words, { meaning: 'What is wrong and what to do, for people. Programs look at code.' }),
        edits: z.array(hqEdit).register(words, { meaning: 'With hq_edits: the changes that Field lacks, oldest first, 1000 at most.' }),
      })
      .nullable()
      .register(words, { meaning: 'Why it stays where it is; null when it was moved.' }),
  })
  .register(words, { meaning: 'Who keeps the administration of the account now.' });

export type MoveAuthorityInput = z.infer<typeof moveAuthorityInput>;
export type MoveAuthorityOutput = z.infer<typeof moveAuthorityOutput>;
