import { z } from 'zod';
import { externalId, text } from './text.ts';
import { recordKey } from './envelope.ts';
import { words } from './words.ts';

/** What became of one record of a batch. The counts of a batch always add up to its records. */
export const outcomes = {
  applied: 'HQ holds this state now.',
  unchanged: 'HQ held the same version and state already.',
  stale: 'HQ holds a newer version; nothing was done.',
  deferred: 'HQ waits for another record, named in waitsFor; send that one, then this one again.',
  rejected: 'HQ refuses this state; code, field and message say why.',
} as const;

export type OutcomeName = keyof typeof outcomes;

/** What a caller does about a reason: send again, put the record aside for a person, or stop sending. */
export type Fate = 'retryable' | 'quarantine' | 'fatal';

/** Every reason code with its fate. A code is never reused for another meaning. */
export const reasonCodes = {
  parent_unknown: { fate: 'retryable', meaning: 'HQ lacks a parent of the record; waitsFor names it.' },
  value_held: { fate: 'retryable', meaning: 'Another record holds a value that must be unique; waitsFor names the holder.' },
  name_taken: { fate: 'quarantine', meaning: 'Another live record of the account has this name, and it was sent afresh.' },
  email_taken: { fate: 'quarantine', meaning: 'Another user has this e-mail, and it was sent afresh.' },
  uid_taken: { fate: 'quarantine', meaning: 'Another user has this oxygenUid, and it was sent afresh.' },
  hq_id_unknown: { fate: 'quarantine', meaning: 'hqId names no row of HQ.' },
  hq_id_taken: { fate: 'quarantine', meaning: 'hqId names a row of HQ that belongs to another record.' },
  value_refused: { fate: 'quarantine', meaning: 'The HQ database refused the record; the message holds its words.' },
  administered_by_hq: {
    fate: 'quarantine',
    meaning: "HQ keeps the administration of the record's account: the change is to be made there, or the administration moved back.",
  },
  schema_refused: { fate: 'quarantine', meaning: 'The record does not fit the contract; field and message say where.' },
  email_invalid: { fate: 'quarantine', meaning: 'The e-mail is missing, malformed or too long.' },
  identity_conflict: { fate: 'quarantine', meaning: 'One e-mail stands with two uids: a person must settle whose it is.' },
  value_missing: { fate: 'quarantine', meaning: 'A required value is missing and no rule supplies it.' },
  value_invalid: { fate: 'quarantine', meaning: 'A value is outside what any rule allows.' },
  too_long: { fate: 'quarantine', meaning: 'A value is longer than HQ holds; nothing is cut in silence.' },
  currency_unknown: { fate: 'quarantine', meaning: 'The currency is no code, symbol or word that the rules know.' },
  parent_missing: { fate: 'quarantine', meaning: 'Field itself lacks a living parent of the record.' },
  parent_quarantined: { fate: 'quarantine', meaning: 'A parent of the record is in quarantine; the record leaves with it.' },
  contract_mismatch: { fate: 'fatal', meaning: 'Caller and server speak different major versions of the contract.' },
  request_invalid: { fate: 'fatal', meaning: 'The request does not fit the contract; issues name the places.' },
  limit_exceeded: { fate: 'fatal', meaning: 'The request is over a limit that system.hello states; send less at once.' },
  key_reused: { fate: 'fatal', meaning: 'The idempotency key came before with another body; a new creation needs a new key.' },
  token_invalid: { fate: 'fatal', meaning: 'The token is missing, malformed, of another issuer or audience, or signed by an unknown key.' },
  token_expired: { fate: 'retryable', meaning: 'The token is past its time, or not valid yet: compare the clocks.' },
  token_replayed: { fate: 'retryable', meaning: 'The token was used before; make one for each request.' },
  scope_missing: { fate: 'fatal', meaning: 'The token does not carry the scope that the procedure needs.' },
  overloaded: { fate: 'retryable', meaning: 'HQ is beyond its tolerance; wait for Retry-After seconds.' },
  unavailable: { fate: 'retryable', meaning: 'The server cannot reach its database or is stopping.' },
  internal: { fate: 'retryable', meaning: 'The server failed unexpectedly; its log has the details.' },
} as const satisfies Record<string, { fate: Fate; meaning: string }>;

export type ReasonCode = keyof typeof reasonCodes;
type CodesOf<F extends Fate> = { [C in ReasonCode]: (typeof reasonCodes)[C]['fate'] extends F ? C : never }[ReasonCode];
export type QuarantineCode = CodesOf<'quarantine'>;

/** Codes HQ answers for one record. */
export const deferredCodes = ['parent_unknown', 'value_held'] as const;
export const rejectedCodes = [
  'name_taken',
  'email_taken',
  'uid_taken',
  'hq_id_unknown',
  'hq_id_taken',
  'value_refused',
] as const satisfies readonly QuarantineCode[];

/** Codes of records that came after version 1.0.0: they stand in `exactCode`, because what may stand in `code` is closed. */
export const exactCodes = ['administered_by_hq'] as const satisfies readonly QuarantineCode[];

const reason = {
  field: text(255).nullable().register(words, { meaning: 'The field that the reason is about; null when it is the whole record.' }),
  message: text(1000).register(words, { meaning: 'What is wrong and what to do, for people. Programs look at code.' }),
};

function named<N extends OutcomeName>(name: N) {
  const literal = z.literal(name);
  words.add(literal, { meaning: outcomes[name] });
  return {
    outcome: literal,
    externalId: externalId().register(words, { meaning: "The record's externalId, as it was sent." }),
  };
}

/** One record's outcome, in the order of the request. */
export const outcome = z
  .discriminatedUnion('outcome', [
    z.object(named('applied')).register(words, { meaning: outcomes.applied }),
    z.object(named('unchanged')).register(words, { meaning: outcomes.unchanged }),
    z.object(named('stale')).register(words, { meaning: outcomes.stale }),
    z
      .object({
        ...named('deferred'),
        code: z.enum(deferredCodes).register(words, { meaning: 'Why HQ waits.' }),
        ...reason,
        waitsFor: z
          .array(recordKey)
          .min(1)
          .register(words, { meaning: 'The records that HQ waits for: missing parents, or the holder of a value.' }),
      })
      .register(words, { meaning: outcomes.deferred }),
    z
      .object({
        ...named('rejected'),
        code: z.enum(rejectedCodes).register(words, { meaning: 'Why HQ refuses.' }),
        exactCode: z.string().min(1).max(64).optional().register(words, {
          meaning:
            'A reason code that says it more exactly, of those that are newer than the list of code: administered_by_hq. A caller that does not know it goes by code.',
        }),
        ...reason,
        existingId: externalId().nullable().register(words, {
          meaning: "externalId of the record that stands in the way, or HQ's id of a row that belongs to none; null when nothing does.",
        }),
      })
      .register(words, { meaning: outcomes.rejected }),
  ])
  .register(words, { meaning: 'What became of one record of a batch.' });

export type Outcome = z.infer<typeof outcome>;

/** Why a record was rejected, as exactly as this version knows. */
export function rejectionCode({ code, exactCode }: Extract<Outcome, { outcome: 'rejected' }>): QuarantineCode {
  const isKnown = exactCode !== undefined && Object.hasOwn(reasonCodes, exactCode);
  return isKnown && reasonCodes[exactCode as ReasonCode].fate === 'quarantine' ? (exactCode as QuarantineCode) : code;
}
