import { type Entity, type EntityData, entityNames, nameKey } from '@hq-field/contracts';
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
import type { Rule } from '../mapping/mapped.ts';
import { createIdentityTables } from '../outbox/outbound-schema.ts';
import { type NearDuplicate, nearDuplicateCompanies } from './near-duplicates.ts';

/** What a migration would do to the data, found by a dry run; nothing is sent and nothing is written to Field. */
export interface PreflightReport {
  /** Living accounts. */
  accounts: number;
  /** Records that would be sent, a person once for each account. */
  records: Record<Entity, number>;
  /** Records that a rule would merge, supply or change, by rule. */
  rules: { rule: Rule; records: number }[];
  /** Records that would be put aside, with the keys of some. */
  quarantine: { code: string; entity: Entity; records: number; examples: string[] }[];
  nearDuplicateCompanies: NearDuplicate[];
  seconds: number;
}

const examplesEach = 3;

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
    const near = await nearDuplicateCompanies(session);
    return { accounts, ...tally.report(), nearDuplicateCompanies: near, seconds: (performance.now() - begun) / 1000 };
  } catch (error) {
    throw toFieldError(whole?.meaning(error) ?? error);
  } finally {
    ended.abort();
    await session`rollback`.catch(() => {});
    session.release();
  }
}

/** Some accounts. The names of their projects are all that is kept of them. */
async function dryRun(session: FieldSession, accounts: readonly string[], tally: Tally, signal: AbortSignal | undefined): Promise<void> {
  const names = new Set<string>();
  for await (const page of walkPages(session, 'pg_temp', { accounts, after: null, pageSize: 1000, signal })) {
    for (const record of page.records) tally.add(record, record.refusal?.code ?? nameTaken(record, names));
  }
}

/** What HQ would refuse: a second live project of one name in an account. */
function nameTaken(record: MappedRecord, names: Set<string>): 'name_taken' | null {
  if (record.entity !== 'project' || record.data === null) return null;
  const { name, status } = record.data as EntityData['project'];
  if (status === 'archived') return null;
  const key = `${record.account} ${nameKey(name)}`;
  if (names.has(key)) return 'name_taken';
  names.add(key);
  return null;
}

class Tally {
  readonly records = new Map<Entity, number>(entityNames.map((entity) => [entity, 0]));
  readonly rules = new Map<Rule, number>();
  readonly quarantine = new Map<string, { code: string; entity: Entity; records: number; examples: string[] }>();

  add(record: MappedRecord, code: string | null): void {
    for (const rule of record.notes) this.rules.set(rule, (this.rules.get(rule) ?? 0) + 1);
    if (code === null) {
      this.records.set(record.entity, (this.records.get(record.entity) ?? 0) + 1);
      return;
    }
    const name = `${code} ${record.entity}`;
    const line = this.quarantine.get(name) ?? { code, entity: record.entity, records: 0, examples: [] };
    line.records += 1;
    if (line.examples.length < examplesEach) line.examples.push(record.externalId);
    this.quarantine.set(name, line);
  }

  report(): Pick<PreflightReport, 'records' | 'rules' | 'quarantine'> {
    return {
      records: Object.fromEntries(this.records) as Record<Entity, number>,
      rules: [...this.rules].map(([rule, records]) => ({ rule, records })).sort((a, b) => b.records - a.records),
      quarantine: [...this.quarantine.values()].sort((a, b) => b.records - a.records),
    };
  }
}
