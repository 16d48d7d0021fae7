import type { QuarantineEntry } from '@hq-field/field-adapter';
import type { RunnerDatabase } from '../database/open-runner.ts';

/** A record in quarantine that somebody answers for. */
export interface Acceptance {
  entity: string;
  externalId: string;
  code: string;
  account: string | null;
  reason: string;
  name: string;
  acceptedAt: Date;
}

/** Who accepted what, in the runner's database: it outlives the quarantine, and nothing is ever deleted from it. */
export class AcceptanceStore {
  readonly #runner: RunnerDatabase;

  constructor(runner: RunnerDatabase) {
    this.#runner = runner;
  }

  /** Accepts entries as they are; one that was accepted for the same reason of refusal keeps its first name. Returns how many are new. */
  async accept(entries: readonly QuarantineEntry[], { reason, name }: { reason: string; name: string }): Promise<number> {
    const accepted = await this.#runner`
      insert into migration.quarantine_acceptances (entity, external_id, code, message, account, reason, name)
      select e.entity, e.external_id, e.code, e.message, e.account, ${reason}, ${name}
      from unnest(${entries.map((one) => one.entity)}::text[], ${entries.map((one) => one.externalId)}::text[], ${entries.map((one) => one.code)}::text[],
        ${entries.map((one) => one.message)}::text[], ${entries.map((one) => one.account)}::text[]) as e (entity, external_id, code, message, account)
      on conflict do nothing`;
    return accepted.count;
  }

  async list(): Promise<Acceptance[]> {
    const runner = this.#runner;
    return runner<Acceptance[]>`
      select entity, external_id as "externalId", code, account, reason, name, accepted_at as "acceptedAt"
      from migration.quarantine_acceptances order by accepted_at, entity, external_id`;
  }
}

/** Names a record with the reason of its refusal: what is accepted for one reason is not accepted for another. */
export function acceptedName(of: { entity: string; externalId: string; code: string }): string {
  return `${of.entity} ${of.externalId} ${of.code}`;
}
