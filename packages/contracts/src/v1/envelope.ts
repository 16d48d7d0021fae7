import { z } from 'zod';
import { entities, type Entity, type EntityData, entityNames } from './entities/index.ts';
import { externalId } from './text.ts';
import { words } from './words.ts';

/** Number from one sequence in the Field database, drawn when a captured change is sent; 0 = sent by the backfill. */
export const version = z.int().min(0).register(words, {
  meaning:
    'Number from one sequence in the Field database, drawn when a captured change is sent; 0 = sent by the backfill. The newer version wins.',
});

const named = externalId().register(words, { meaning: "Field's stable key of the record." });

function envelopeOf<T extends z.ZodType>(data: T) {
  return z
    .discriminatedUnion('deleted', [
      z
        .strictObject({
          externalId: named,
          version,
          deleted: z.literal(false).register(words, { meaning: 'The record exists.' }),
          data,
        })
        .register(words, { meaning: 'The current state of a record.' }),
      z
        .strictObject({
          externalId: named,
          version,
          deleted: z.literal(true).register(words, { meaning: 'The record is gone.' }),
          data: z.null().register(words, { meaning: 'A record that is gone has no state.' }),
        })
        .register(words, { meaning: 'A tombstone: HQ keeps its version, so that a late copy cannot bring the record back.' }),
    ])
    .register(words, { meaning: 'One record on the wire: its current state, or a tombstone when it is gone.' });
}

/** The entity of an envelope is the group it stands in. */
export const envelopes = {
  account: envelopeOf(entities.account),
  user: envelopeOf(entities.user),
  company: envelopeOf(entities.company),
  accountMember: envelopeOf(entities.accountMember),
  project: envelopeOf(entities.project),
  projectCompany: envelopeOf(entities.projectCompany),
  projectMember: envelopeOf(entities.projectMember),
} as const;

/** One record on the wire: its current state, or a tombstone when it is gone. */
export type Envelope<E extends Entity = Entity> = { [K in E]: EnvelopeOf<K> }[E];

type EnvelopeOf<E extends Entity> =
  | { externalId: string; version: number; deleted: false; data: EntityData[E] }
  | { externalId: string; version: number; deleted: true; data: null };

/** Names a record without its state. */
export const recordKey = z
  .strictObject({
    entity: z.enum(entityNames as [Entity, ...Entity[]]).register(words, { meaning: 'Kind of the record.' }),
    externalId: named,
  })
  .register(words, { meaning: 'Names a record without its state.' });
export type RecordKey = z.infer<typeof recordKey>;
