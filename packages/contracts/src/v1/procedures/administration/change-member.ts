import { z } from 'zod';
import { email, externalId, text } from '../../text.ts';
import { words } from '../../words.ts';
import { change, changeAnswer, recordName, seen } from './heads.ts';
import { memberValues, taken } from './values.ts';

/** Somebody who comes into an account. A person of HQ with this externalId, uid or e-mail is taken; else HQ makes one. */
export const newPerson = z
  .strictObject({
    externalId: externalId().nullable().register(words, { meaning: "Field's guid of the person's login; null when there is none yet." }),
    oxygenUid: text(255).nullable().register(words, { meaning: "The person's stable id across products; null when it is not known." }),
    email: email().register(words, { meaning: 'E-mail address of the person.' }),
    firstName: text(255).nullable().register(words, { meaning: 'First name, for a person who is new to HQ.' }),
    lastName: text(255).nullable().register(words, { meaning: 'Last name, for a person who is new to HQ.' }),
  })
  .register(words, { meaning: 'Somebody who comes in.' });

export const changeMemberInput = z
  .strictObject({
    ...change,
    member: recordName('The person').nullable().register(words, { meaning: 'Names the person; null for somebody who is to be added.' }),
    person: newPerson.nullable().register(words, { meaning: 'Who is to be added; null for somebody who is there.' }),
    seen: seen()
      .nullable()
      .register(words, { meaning: 'Digest of what the person was shown to be; null for somebody who is to be added.' }),
    values: taken(memberValues, 'What the person is to be in the account.')
      .nullable()
      .register(words, { meaning: 'What the person is to be in the account; null: the person is to leave it, and its projects.' }),
  })
  .refine(
    ({ member, person, seen: shown, values }) =>
      (person === null) === (member !== null && shown !== null) && (person === null || values !== null),
    {
      message: 'either member and seen, or person and values',
      path: ['person'],
    },
  )
  .register(words, {
    meaning: 'Adds somebody to an account, changes what they are, or takes them out. An administrator of the account may.',
    rules: ['Either member and seen are given, or person and values.'],
  });

export const changeMemberOutput = changeAnswer('The person', memberValues);

export type NewPerson = z.infer<typeof newPerson>;
export type ChangeMemberInput = z.infer<typeof changeMemberInput>;
export type ChangeMemberOutput = z.infer<typeof changeMemberOutput>;
