import { z } from 'zod';
import { entities, type Entity, type EntityData, entityNames } from './entities/index.ts';
import { externalId } from './text.ts';

/** Number from one sequence in the Field database, drawn when a captured change is sent; 0 = sent by the backfill. */
export const version = z.int().min(0);

function envelopeOf<T extends z.ZodType>(data: T) {
  return z.discriminatedUnion('deleted', [
    z.strictObject({ externalId: externalId(), version, deleted: z.literal(false), data }),
    z.strictObject({ externalId: externalId(), version, deleted: z.literal(true), data: z.null() }),
  ]);
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
export const recordKey = z.strictObject({ entity: z.enum(entityNames as [Entity, ...Entity[]]), externalId: externalId() });
export type RecordKey = z.infer<typeof recordKey>;
