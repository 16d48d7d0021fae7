import { z } from 'zod';
import { externalId, text } from '../../text.ts';
import { limits } from '../../limits.ts';
import { list } from '../../list.ts';
import { words } from '../../words.ts';
import { authorityOwners, epoch, recordName } from './heads.ts';

export const readAuthorityInput = z
  .strictObject({
    accounts: list(externalId(), limits.accountsPerQuery).min(1).register(words, {
      meaning: "externalIds of the accounts; HQ's own id of one that Field does not have.",
    }),
  })
  .register(words, { meaning: 'Accounts whose authority is asked for.' });

/** Who keeps the administration of one account, and who said so. */
export const heldAuthority = z
  .object({
    account: externalId().register(words, { meaning: 'Names the account, as it was asked for.' }),
    isKnown: z.boolean().register(words, { meaning: 'Whether HQ has the account.' }),
    owner: z.enum(authorityOwners).register(words, { meaning: 'Whose administration counts.' }),
    epoch: epoch(),
    actor: text(255).nullable().register(words, { meaning: 'Who moved it last; null when nobody ever has.' }),
    reason: text(1000).nullable().register(words, { meaning: 'Why it was moved.' }),
    movedAt: z.iso
      .datetime({ precision: 3 })
      .nullable()
      .register(words, { meaning: 'When it was moved.', unit: 'RFC 3339 with milliseconds, UTC' }),
    editsFieldLacks: z.int().min(0).register(words, {
      meaning: "Changes made in HQ since it was moved to HQ that Field's tables do not have.",
    }),
  })
  .register(words, { meaning: 'Who keeps the administration of an account, and who said so.' });

/** One change that was made in HQ. */
export const hqEdit = z
  .object({
    at: z.iso.datetime({ precision: 3 }).register(words, { meaning: 'When it was made.', unit: 'RFC 3339 with milliseconds, UTC' }),
    actor: z.string().nullable().register(words, { meaning: 'externalId of who made it; null for a person whom Field does not know.' }),
    what: z.enum(['added', 'changed', 'removed']).register(words, { meaning: 'What was done.' }),
    entity: z.string().register(words, { meaning: 'Entity of what was changed.' }),
    externalId: recordName('What was changed').register(words, { meaning: "Names what was changed: its externalId, or HQ's own ids." }),
  })
  .register(words, { meaning: 'A change that was made in HQ.' });

export const readAuthorityOutput = z
  .object({
    accounts: z.array(heldAuthority).register(words, { meaning: 'One entry an account, in the order of the request.' }),
    lastArrival: z.iso.datetime({ precision: 3 }).nullable().register(words, {
      meaning: 'When a push from HQ to Field was last seen to arrive; null when none ever was.',
      unit: 'RFC 3339 with milliseconds, UTC',
    }),
  })
  .register(words, { meaning: 'Who keeps the administration of each account.' });

export type ReadAuthorityInput = z.infer<typeof readAuthorityInput>;
export type ReadAuthorityOutput = z.infer<typeof readAuthorityOutput>;
export type HeldAuthority = z.infer<typeof heldAuthority>;
export type HqEdit = z.infer<typeof hqEdit>;
