import { z } from 'zod';
import { account } from '../../entities/account.ts';
import { project } from '../../entities/project.ts';
import { calendarDate } from '../../text.ts';
import { words } from '../../words.ts';
import { authority, change, recordName } from './heads.ts';
import { newPerson } from './change-member.ts';

export const startTrialInput = z
  .strictObject({
    idempotencyKey: change.idempotencyKey,
    accountName: account.shape.name,
    projectName: project.shape.name,
    endsOn: calendarDate().register(words, { meaning: 'Last day of the trial.' }),
    person: newPerson.clone().register(words, { meaning: 'Who begins the trial, and administers both.' }),
  })
  .register(words, { meaning: 'An account on trial with its first project, whose administration HQ keeps from the start.' });

const trialRefusalCodes = ['value_invalid', 'identity_conflict', 'not_permitted'] as const;

export const startTrialOutput = z
  .object({
    account: recordName('The account').nullable().register(words, { meaning: "HQ's id of the account; null when it was refused." }),
    project: recordName('The project').nullable().register(words, { meaning: "HQ's id of the project; null when it was refused." }),
    authority,
    refusal: z
      .object({
        code: z.enum(trialRefusalCodes).register(words, {
          meaning:
            'value_invalid: the last day is over. identity_conflict: the e-mail stands with another uid. not_permitted: this HQ begins no trials.',
        }),
        field: z.string().nullable().register(words, { meaning: 'The value that it is about; null when it is about none.' }),
        message: z.string().register(words, { meaning: 'What is wrong and what to do, for people. Programs look at code.' }),
      })
      .nullable()
      .register(words, { meaning: 'Why nothing was made; null when both were.' }),
  })
  .register(words, { meaning: 'What was made. Field gets both by provisioning.' });

export type StartTrialInput = z.infer<typeof startTrialInput>;
export type StartTrialOutput = z.infer<typeof startTrialOutput>;
