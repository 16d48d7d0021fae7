import { z } from 'zod';
import { email, externalId, text } from '../../text.ts';
import { words } from '../../words.ts';

// What the procedures of the administration share. A record is named by its externalId; one that HQ has made and Field does not have yet is
// named by HQ's own id, which goes on naming it afterwards.

/** Names a record of the administration. */
export const recordName = (meaning: string) =>
  externalId().register(words, { meaning: `${meaning}: its externalId; HQ's own id while Field does not have it.` });

/** The person who is signed in at Field and asks. HQ looks for the externalId, then for the uid, then for the e-mail. */
export const actor = z
  .strictObject({
    externalId: externalId().register(words, { meaning: "Field's guid of the person's login." }),
    oxygenUid: text(255).nullable().register(words, { meaning: "The person's stable id across products; null when the login has none." }),
    email: email().nullable().register(words, { meaning: "E-mail address of the person's login; null when it has none that holds." }),
  })
  .register(words, {
    meaning: 'Who asks. The caller has signed the person in; HQ finds out what the person may do, and does not take it from the caller.',
  });

/** Who keeps the administration of an account. */
export const authorityOwners = ['field', 'hq'] as const;

export const epoch = () =>
  z.int().min(0).register(words, {
    meaning:
      'Grows by one with every move of the administration of the account, also one to Field of an account that Field keeps; 0 before the first.',
  });

export const authority = z
  .object({
    owner: z.enum(authorityOwners).register(words, { meaning: 'Whose administration counts. Field, until it was moved.' }),
    epoch: epoch(),
  })
  .register(words, { meaning: 'Who keeps the administration of the account now.' });

/** What one person may do with an account or a project. */
export const access = () =>
  z.enum(['admin', 'member']).nullable().register(words, {
    meaning: 'What the person may do: an admin edits, a member reads; null for somebody who is not of it.',
  });

export const administrators = () =>
  z.array(z.string()).register(words, { meaning: 'Names of those who may edit, ten at most; empty for somebody who is not of it.' });

export const digest = (of: string) =>
  z
    .string()
    .min(1)
    .max(64)
    .register(words, {
      meaning: `Digest of ${of}, made by HQ. A change carries the one that it was shown, so that nothing newer is lost.`,
    });

/** What every change carries. */
export const change = {
  idempotencyKey: z.guid().register(words, {
    meaning: 'Chosen by the caller for one change. HQ binds it to the body of a change that it has made, and gives the first answer again.',
    rules: ['The same key with another body is refused with key_reused.'],
  }),
  actor,
  account: recordName('The account'),
  epoch: z.int().min(0).register(words, {
    meaning: 'Epoch of the authority that the person was shown. A change under another one is refused.',
  }),
};

export const seen = () =>
  z.string().min(1).max(64).register(words, { meaning: 'Digest that HQ gave with the values which the person was shown.' });

/** Why HQ makes a change not. */
export const refusalCodes = {
  authority_moved: 'HQ does not own the administration of the account, or has got it anew since the form was shown.',
  not_permitted: 'The person may not make this change.',
  newer: 'Somebody else has changed it since the person was shown it; current holds what it is now.',
  gone: 'It is not there any more.',
  name_taken: 'Another one of the account has this name.',
  value_invalid: 'The value cannot stand with what HQ holds.',
  last_administrator: 'The account would be left without anybody who can edit it.',
  already_there: 'The person is there already.',
  company_unknown: 'The account has no such company.',
  person_unknown: 'The account has no such person.',
  identity_conflict: 'The e-mail stands with another uid: a person must settle whose it is.',
} as const;

export type ChangeRefusalCode = keyof typeof refusalCodes;

/** What became of a change. `current` has the form of the values that the procedure takes. */
export function changeAnswer<Values extends z.ZodRawShape>(what: string, values: Values) {
  return z
    .object({
      externalId: recordName(what)
        .nullable()
        .register(words, { meaning: `Names ${what.toLowerCase()} that was made or changed; null when it was refused.` }),
      authority,
      refusal: z
        .object({
          code: z.enum(Object.keys(refusalCodes) as [ChangeRefusalCode, ...ChangeRefusalCode[]]).register(words, {
            meaning: `Why HQ did not make the change. ${Object.entries(refusalCodes)
              .map(([code, meaning]) => `${code}: ${meaning}`)
              .join(' ')}`,
          }),
          field: z.string().nullable().register(words, { meaning: 'The value that it is about; null when it is about none.' }),
          message: z.string().register(words, { meaning: 'What is wrong and what to do, for people. Programs look at code.' }),
          current: z
            .object(values)
            .nullable()
            .register(words, { meaning: 'What it holds now, beside what was sent; null for another reason than newer.' }),
          digest: digest('current')
            .nullable()
            .register(words, { meaning: 'Digest of current, for the change to be sent again; null as current is.' }),
          administrators: administrators(),
        })
        .nullable()
        .register(words, { meaning: 'Why nothing was done; null when the change was made.' }),
    })
    .register(words, { meaning: 'What became of the change.' });
}

export type Actor = z.infer<typeof actor>;
export type Authority = z.infer<typeof authority>;
export type AuthorityOwner = (typeof authorityOwners)[number];
