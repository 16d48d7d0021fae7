import { type EntityData, nameKey } from '@hq-field/contracts';
import { groupAccounts } from '../backfill/group-accounts.ts';
import { type FieldAccount, listAccounts } from '../backfill/list-accounts.ts';
import { walkPages } from '../backfill/walk-accounts.ts';
import { toFieldError } from '../field-db/field-error.ts';
import { endForWaiters, lookEveryMs, type Whole } from '../field-db/making-way.ts';
import { checkField, type FieldDatabase, type FieldSession, withoutTimeLimits } from '../field-db/open-field.ts';
import { buildAddressOwners } from '../identity/addresses.ts';
import { buildCompanies } from '../identity/companies.ts';
import { buildPeople } from '../identity/people.ts';
import { unassignedAccount } from '../field-db/records.ts';
import type { MappedRecord } from '../mapping/map-record.ts';
import { parentsOf } from '../mapping/parents-of.ts';
import { createIdentityTables } from '../outbox/outbound-schema.ts';
import { type NearDuplicate, nearDuplicateCompanies } from './near-duplicates.ts';
import { Tally, type TallyReport } from './tally.ts';

/** What a migration would do to the data, found by a dry run; nothing is sent and nothing is written to Field. */
export interface PreflightReport extends TallyReport {
  /** Living accounts. */
  accounts: number;
  /** Some of them, and how many groups there are. */
  nearDuplicateCompanies: NearDuplicate[];
  nearDuplicateGroups: number;
  seconds: number;
}

/**
 * Runs every account through canonical reading and mapping in one snapshot. Capture need not be installed; needs the right to make temporary tables.
 * Throws a FieldError `busy` when it made way for somebody in Field who waited for it.
 */
export async function preflight(
  field: FieldDatabase,
  options: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal; lookEveryMs?: number } = {},
): Promise<PreflightReport> {
  await checkField(field, { capture: false });
  const begun = performance.now();
  const units: FieldAccount[] = [];
  for await (const page of listAccounts(field)) units.push(...page);
  const accounts = units.filter((unit) => !unit.deleted && unit.externalId !== unassignedAccount).length;
  const tally = new Tally();
  const session = await field.reserve();
  const ended = new AbortController();
  let whole: Whole | null = null;
  try {
    await session`begin isolation level repeatable read`;
    await session.unsafe(withoutTimeLimits);
    const [own] = await session<{ pid: number }[]>`select pg_backend_pid() as pid`;
    whole = endForWaiters(field, { pid: own?.pid ?? 0, signal: ended.signal, lookEveryMs: options.lookEveryMs ?? lookEveryMs });
    await createIdentityTables(session, 'pg_temp');
    await buildPeople(session, 'pg_temp');
    await buildCompanies(session, 'pg_temp');
    await buildAddressOwners(session, 'pg_temp');
    await session`set local plan_cache_mode = force_custom_plan`;
    let done = 0;
    for (const group of groupAccounts(units)) {
      await dryRun(session, group, tally, options.signal);
      options.onProgress?.((done += group.length), units.length);
    }
    const { groups, listed } = await nearDuplicateCompanies(session);
    const seconds = (performance.now() - begun) / 1000;
    return { accounts, ...tally.report(), nearDuplicateCompanies: listed, nearDuplicateGroups: groups, seconds };
  } catch (error) {
    throw toFieldError(whole?.meaning(error) ?? error);
  } finally {
    ended.abort();
    await session`rollback`.catch(() => {});
    session.release();
  }
}

/** Some accounts. The names and keys of their projects are all that is kept of them. */
async function dryRun(session: FieldSession, accounts: readonly string[], tally: Tally, signal: AbortSignal | undefined): Promise<void> {
  const codeOf = foretelling();
  for await (const page of walkPages(session, 'pg_temp', { accounts, after: null, pageSize: 1000, signal })) {
    for (const record of page.records) tally.add(record, codeOf(record));
  }
}

/** Says of each record of a walk why it would not go; null: it would. HQ refuses a second live project of one name in an account. */
function foretelling(): (record: MappedRecord) => string | null {
  const names = new Set<string>();
  const refusedProjects = new Set<string>();
  return (record) => {
    if (record.refusal !== null) return record.refusal.code;
    const name = reservedName(record);
    if (name !== null && names.has(name)) {
      refusedProjects.add(record.externalId);
      return 'name_taken';
    }
    if (name !== null) names.add(name);
    const waits = parentsOf(record).some(({ entity, externalId }) => entity === 'project' && refusedProjects.has(externalId));
    return waits ? 'parent_quarantined' : null;
  };
}

function reservedName(record: MappedRecord): string | null {
  if (record.entity !== 'project' || record.data === null) return null;
  const { name, status } = record.data as EntityData['project'];
  return status === 'archived' ? null : `${record.account} ${nameKey(name)}`;
}
