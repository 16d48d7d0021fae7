import { randomUUID } from 'node:crypto';
import type { RecordKey } from '@hq-field/contracts';
import { failpoint } from '@hq-field/failpoints';
import type { AccountStates } from '../delivery/account-states.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { type DeliveryTally, emptyTally } from '../delivery/delivery-tally.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import { nameOf } from '../delivery/name-of.ts';
import { readCurrent, rememberSentAhead } from '../delivery/read-fresh.ts';
import { unassignedAccount } from '../field-db/records.ts';
import { isGone } from '../mapping/map-record.ts';
import { withTraces } from '../client/change-traces.ts';
import { acknowledge, claim, type Claimed, giveBack, keepClaims, senderOf } from './claims.ts';
import { resolveWithin, resolvingMode } from './resolve-changes.ts';
import { drawVersion } from './versions.ts';

export interface RelayPass {
  /** Captured rows that were looked at. */
  resolved: number;
  claimed: number;
  /** Claimed rows of planned accounts, which the backfill will read. */
  dropped: number;
  tally: DeliveryTally;
  /** From capture in Field to acknowledgement, in milliseconds, one for each row that was sent. */
  lagsMs: number[];
}

export interface Relay {
  /** One pass: resolve, claim, look and draw, read, send, acknowledge. resolved and claimed are 0 when nothing waits. */
  pass(limit: number): Promise<RelayPass>;
}

export interface RelayOptions {
  field: FieldDatabase;
  delivery: Delivery;
  states: AccountStates;
  /** The host that sends, a UUID; one of its own unless told. */
  host?: string;
  /** How long a claim holds when its sender is heard of no more; at least 1, 15 unless told. */
  leaseSeconds?: number;
}

/** Captured rows of one pass. */
const mostResolved = 5000;

/**
 * Sends live changes. The order of the six steps is the protocol: claim, look at the accounts' states, draw a version, read, send,
 * acknowledge. Look and draw alone may change places, and are asked at once (ADR 0025). Each pass is a sender of its own, so that one that slept past its
 * lease cannot acknowledge what another took over.
 */
export function createRelay({ field, delivery, states, host = randomUUID(), leaseSeconds = 15 }: RelayOptions): Relay {
  return {
    async pass(limit) {
      const sender = senderOf(host);
      const { resolved, claimed } = await takeWhatWaits(sender, limit);
      const pass: RelayPass = { resolved, claimed: claimed.length, dropped: 0, tally: emptyTally(), lagsMs: [] };
      if (claimed.length === 0) return pass;
      const ids = claimed.map((row) => row.id);
      const kept = keepClaims(field, sender, ids, leaseSeconds);
      try {
        if (failpoint) await failpoint('relay:after-claim');
        const [dropped, drawn] = await Promise.all([plannedOnes(claimed), drawVersion(field)]);
        await acknowledge(
          field,
          sender,
          dropped.map((row) => row.id),
        );
        pass.dropped = dropped.length;
        const dropping = new Set(dropped);
        const going = claimed.filter((row) => !dropping.has(row));
        if (going.length === 0) return pass;
        if (failpoint) await failpoint('relay:after-look');
        const done = async (rows: readonly Claimed[]) => {
          if (failpoint) await failpoint('relay:before-acknowledge');
          pass.lagsMs.push(
            ...(await acknowledge(
              field,
              sender,
              rows.map((row) => row.id),
            )),
          );
        };
        const { tally, open } = await withTraces(tracesOf(going), () =>
          delivery.deliverCurrent(distinct(going), drawn, (keys) => {
            const settled = new Set(keys.map(nameOf));
            return done(going.filter((row) => settled.has(nameOf(row))));
          }),
        );
        pass.tally = tally;
        const stillOpen = new Set(open.map(nameOf));
        // What could not be settled keeps its claim and is tried again when the lease has run out.
        await done(going.filter((row) => !stillOpen.has(nameOf(row))));
        return pass;
      } catch (error) {
        await kept.stop();
        // Field may be the one that is away; then the lease brings the rows back.
        await giveBack(field, sender, ids).catch(() => {});
        throw error;
      } finally {
        await kept.stop();
      }
    },
  };

  /** Step 1. What was captured becomes records, and they are claimed on the way to the same commit: live changes wait for two answers fewer. */
  async function takeWhatWaits(sender: string, limit: number): Promise<{ resolved: number; claimed: Claimed[] }> {
    const { resolved, putting, claiming } = await field.begin(resolvingMode, async (sql) => {
      const { rows, putting } = await resolveWithin(sql, mostResolved);
      const claiming = claim(sql, sender, limit, leaseSeconds);
      claiming.catch(() => {});
      return { resolved: rows, putting, claiming };
    });
    await putting;
    return { resolved, claimed: await claiming };
  }

  /**
   * Step 2. The claimed rows that are dropped, because the backfill of their account reads what is there. Only rows that were claimed before this look
   * may be, and only of accounts that it saw planned. The first line that fits a record says what becomes of it:
   *
   *   its account is not planned                                            sent
   *   a person, once any account has begun                                  sent: is of many accounts
   *   sent ahead, by this name or an older one, or on a project that was    sent: the backfill's copy would be older
   *   of a project that came from another account, once any has begun       sent: likewise
   *   gone, once any account has begun                                      sent: HQ may know it from another account or by another name
   *   any other                                                             dropped
   */
  async function plannedOnes(claimed: readonly Claimed[]): Promise<Claimed[]> {
    const accounts = [...new Set(claimed.flatMap((row) => row.account ?? []))];
    const [known, begun] = await Promise.all([states.look(accounts), states.begun()]);
    const unknown = accounts.filter((account) => account !== unassignedAccount && !known.has(account));
    if (unknown.length > 0) await states.discovered(unknown);
    const planned = claimed.filter((row) => (row.account === null ? !begun : (known.get(row.account) ?? 'planned') === 'planned'));
    if (planned.length === 0) return [];
    const unsent = await neverSent(planned, begun);
    const isUnsent = new Set(unsent);
    // What HQ took over from the name of another login stays with the person when that login is somebody else again.
    await rememberSentAhead(
      field,
      planned.filter((row) => !isUnsent.has(row) && (row.entity === 'user' || row.entity === 'accountMember')),
    );
    if (!begun) return unsent;
    const gone = (await readCurrent({ field }, distinct(unsent))).filter(isGone);
    // From its deletion on the record is known to HQ: should it come back, the backfill's copy would be older than that.
    await rememberSentAhead(field, gone);
    const going = new Set(gone.map(nameOf));
    return unsent.filter((row) => !going.has(nameOf(row)));
  }

  /**
   * Those that were not sent ahead, themselves or with their project. A person and their memberships count as sent by the name of each of their logins:
   * HQ's rows of that name go over to them. Once any account has begun a project that came from another account counts as sent; one whose move is
   * captured and not resolved yet has no mark.
   */
  async function neverSent(planned: readonly Claimed[], begun: boolean): Promise<Claimed[]> {
    const rows = await field<{ id: string }[]>`
      with
      moving as materialized (
        select p.guid::text collate "C" as project
        from outbound.changes c join projects p on p.id = c.row_id
        where ${begun} and c.table_name = 'projects' and c.what in ('row', 'was') and p.account_id is distinct from c.first_id
      ),
      claimed as (
        select r.id, r.entity, r.external_id,
          case when r.entity in ('project', 'projectMember', 'projectCompany') then split_part(r.external_id, ':', 1) end as project,
          case r.entity when 'user' then r.external_id when 'accountMember' then split_part(r.external_id, ':', 2) end as person
        from unnest(${planned.map((row) => row.id)}::bigint[], ${planned.map((row) => row.entity)}::text[], ${planned.map((row) => row.externalId)}::text[])
          as r (id, entity, external_id)
      ),
      named as (
        select c.id, c.entity, c.external_id from claimed c
        union all
        select c.id, c.entity, left(c.external_id, -length(c.person)) || l.guid from claimed c join outbound.logins l on l.person = c.person
      )
      select c.id from claimed c
      where not exists (select from named n join outbound.sent_ahead s on s.entity = n.entity and s.external_id = n.external_id where n.id = c.id)
        and not exists (select from outbound.sent_ahead s where s.entity = 'project' and s.external_id = c.project)
        and not exists (select from outbound.sent_ahead s where ${begun} and s.entity = 'movedProject' and s.external_id = c.project)
        and not exists (select from moving m where m.project = c.project)`;
    const ids = new Set(rows.map(({ id }) => id));
    return planned.filter(({ id }) => ids.has(id));
  }
}

function distinct(rows: readonly Claimed[]): RecordKey[] {
  const keys = new Map<string, RecordKey>();
  for (const row of rows) keys.set(nameOf(row), { entity: row.entity, externalId: row.externalId });
  return [...keys.values()];
}

/** Of each record, the traces of the changes that are sent with it. */
function tracesOf(rows: readonly Claimed[]): ReadonlyMap<string, readonly string[]> {
  const traces = new Map<string, string[]>();
  for (const row of rows) if (row.traceparents !== null) traces.set(nameOf(row), [...(traces.get(nameOf(row)) ?? []), ...row.traceparents]);
  return traces;
}
