import type { Entity } from '@hq-field/contracts';
import type { Queryable } from '../hq-db/connections.ts';

/** What was done, of what, and what it was before and after. */
export interface Made {
  entity: Entity | 'authority';
  /** HQ's id; of a join those of both parents with a colon between. Whom Field has united since is there as the one who stays, where HQ had added them. */
  recordId: string;
  what: 'added' | 'changed' | 'removed';
  before: object | null;
  after: object | null;
}

export interface KeptChange extends Made {
  idempotencyKey: string;
  bodySha256: string;
  answer: string;
  accountId: string;
  epoch: number;
  actorId: string | null;
  /** Who it was, as the caller names them. */
  actor: string | null;
}

/** The answer that was given to a key, and the body that it was given to. */
export async function keptAnswer(sql: Queryable, idempotencyKey: string): Promise<{ bodySha256: string; answer: string } | null> {
  const [row] = await sql.unsafe<{ bodySha256: string; answer: string }[]>(
    `select body_sha256 as "bodySha256", answer from administration_changes where idempotency_key = $1::uuid`,
    [idempotencyKey],
  );
  return row ?? null;
}

/** Keeps what was done with its answer, in the transaction that did it. */
export async function keepChange(sql: Queryable, change: KeptChange): Promise<void> {
  await sql.unsafe(
    `insert into administration_changes
       (idempotency_key, body_sha256, answer, account_id, epoch, actor_id, actor, what, entity, record_id, before, after)
     values ($1::uuid, $2, $3, $4::uuid, $5, $6::uuid, $7, $8, $9, $10, $11::text::jsonb, $12::text::jsonb)`,
    [
      change.idempotencyKey,
      change.bodySha256,
      change.answer,
      change.accountId,
      change.epoch,
      change.actorId,
      change.actor,
      change.what,
      change.entity,
      change.recordId,
      change.before === null ? null : JSON.stringify(change.before),
      change.after === null ? null : JSON.stringify(change.after),
    ],
  );
}
