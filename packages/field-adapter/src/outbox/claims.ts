import { randomUUID } from 'node:crypto';
import type { Entity } from '@hq-field/contracts';
import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';

/** A record of the outbox in the hands of one send. */
export interface Claimed {
  id: string;
  entity: Entity;
  externalId: string;
  /** The account whose state decides about dropping; null for people. */
  account: string | null;
  /** Traces of the changes that it waits for, the last ones. */
  traceparents: string[] | null;
}

/**
 * Joined to a statement, it lets the commit of its transaction not wait for the disk: where the statement is a transaction of its own, three fewer
 * ways to Field and back than one that is told so. What a crash of Field's server takes back is done once more.
 */
const unhurried = (field: FieldDatabase | FieldSession) => field`(select set_config('synchronous_commit', 'off', true)) as unhurried`;

/** Characters of a sender that are its host's. */
const hostPart = 'xxxxxxxx-xxxx-xxxx'.length;

/** A new sender of a host, which is a UUID: half of it is the host's, so that what a host has claimed can be given back when it has died. */
export function senderOf(host: string): string {
  return host.slice(0, hostPart) + randomUUID().slice(hostPart);
}

/** Longer than the lease of any sender. */
const longestLeaseSeconds = 120;

/**
 * Claims records that wait, or whose lease has run out. Time is the database's; a lease that ends later than any would was written before its clock jumped
 * back, and holds no more.
 */
export async function claim(field: FieldDatabase | FieldSession, sender: string, limit: number, leaseSeconds: number): Promise<Claimed[]> {
  return field<Claimed[]>`
    with chosen as (
      select id from outbound.touches
      where claimed_until is null or claimed_until < clock_timestamp()
        or claimed_until > clock_timestamp() + make_interval(secs => ${longestLeaseSeconds})
      order by again, id limit ${limit} for update skip locked
    )
    update outbound.touches t set claimed_by = ${sender}, claimed_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    from chosen c, ${unhurried(field)} where t.id = c.id
    returning t.id, t.entity, t.external_id as "externalId", t.account, t.traceparents`;
}

/**
 * Keeps what a send has claimed while it is at work, however slow HQ is: without that a send that takes longer than its lease is done
 * again by others, who take as long, and nothing is ever acknowledged. What another sender took over stays for that one; a process that
 * is dead or asleep keeps nothing. `stop` ends it, and no claim is prolonged after that.
 */
export function keepClaims(field: FieldDatabase, sender: string, ids: readonly string[], leaseSeconds: number): { stop(): Promise<void> } {
  let prolonging: Promise<unknown> = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(
    () => {
      if (isBusy) return;
      isBusy = true;
      prolonging = field`
        update outbound.touches set claimed_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
        where id = any(${[...ids]}::bigint[]) and claimed_by = ${sender}`
        // The send itself meets the same error, and says so.
        .catch(() => {})
        .finally(() => (isBusy = false));
    },
    (leaseSeconds * 1000) / 3,
  );
  return {
    async stop() {
      clearInterval(timer);
      await prolonging;
    },
  };
}

/**
 * Deletes what this send claimed and still holds; a row that another sender took over stays for that one. Returns the time from
 * capture to now of each that was captured, in milliseconds of the database's clock.
 */
export async function acknowledge(field: FieldDatabase, sender: string, ids: readonly string[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const gone = await field<{ lag: number; again: boolean }[]>`
    delete from outbound.touches using ${unhurried(field)} where id = any(${[...ids]}::bigint[]) and claimed_by = ${sender}
    returning extract(epoch from clock_timestamp() - captured_at)::float8 * 1000 as lag, again`;
  return gone.filter(({ again }) => !again).map(({ lag }) => lag);
}

/** Gives claimed rows back at once, so that the next pass takes them. */
export async function giveBack(field: FieldDatabase, sender: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await field`update outbound.touches set claimed_until = clock_timestamp() where id = any(${[...ids]}::bigint[]) and claimed_by = ${sender}`;
}

/** Gives back what all senders of a host have claimed; returns how many rows. Whoever of them was alive after all has slept past its lease. */
export async function giveBackClaimsOf(field: FieldDatabase, host: string): Promise<number> {
  const given = await inField(
    () => field`
    update outbound.touches set claimed_until = clock_timestamp()
    where claimed_by between ${`${host.slice(0, hostPart)}-0000-000000000000`} and ${`${host.slice(0, hostPart)}-ffff-ffffffffffff`}
      and claimed_until > clock_timestamp()`,
  );
  return given.count;
}
