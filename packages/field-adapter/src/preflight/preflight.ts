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
import { parentsOf } from '../mapping/parents-of.ts';
import type { Rule } from '../mapping/mapped.ts';
import { createIdentityTables } from '../outbox/outbound-schema.ts';
import { type NearDuplicate, nearDuplicateCompanies } from './near-duplicates.ts';

/** What a migration would do to the data, found by a dry run; nothing is sent and nothing is written to Field. */
export interface PreflightReport {
  /** Living accounts. */
  accounts: number;
  /** Records that would be sent, a person once for each account. */
  records: Record<Entity, number>;
  /** Records that a rule would merge, supply or change, by rule, with the keys of some. */
  rules: RuleLine[];
  /** Records that would be put aside, with the keys of some. */
  quarantine: { code: string; entity: Entity; records: number; examples: string[] }[];
  /** Some of them, and how many groups there are. */
  nearDuplicateCompanies: NearDuplicate[];
  nearDuplicateGroups: number;
  seconds: number;
}

interface RuleLine {
  rule: Rule;
  records: number;
  examples: string[];
  /** Words that nobody knows, the most frequent ones, and how many more there are. */
  unknownWords: { word: string; times: number }[];
  moreUnknownWords: number;
}

const examplesEach = 3;
const unknownWordsEach = 100;

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

class Tally {
  readonly records = new Map<Entity, number>(entityNames.map((entity) => [entity, 0]));
  readonly rules = new Map<Rule, { records: number; examples: Set<string>; words: Map<string, number> }>();
  readonly quarantine = new Map<string, { code: string; entity: Entity; records: number; examples: string[] }>();

  add(record: MappedRecord, code: string | null): void {
    for (const rule of record.notes) {
      const line = this.rule(rule);
      line.records += 1;
      if (line.examples.size < examplesEach) line.examples.add(record.externalId);
    }
    for (const { rule, word } of record.unknownWords ?? []) {
      const { words } = this.rule(rule);
      words.set(word, (words.get(word) ?? 0) + 1);
    }
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

  private rule(rule: Rule) {
    const line = this.rules.get(rule) ?? { records: 0, examples: new Set(), words: new Map() };
    this.rules.set(rule, line);
    return line;
  }

  report(): Pick<PreflightReport, 'records' | 'rules' | 'quarantine'> {
    return {
      records: Object.fromEntries(this.records) as Record<Entity, number>,
      rules: [...this.rules]
        .map(([rule, { records, examples, words }]) => ({
          rule,
          records,
          examples: [...examples],
          unknownWords: [...words]
            .map(([word, times]) => ({ word, times }))
            .sort((a, b) => b.times - a.times)
            .slice(0, unknownWordsEach),
          moreUnknownWords: Math.max(0, words.size - unknownWordsEach),
        }))
        .sort((a, b) => b.records - a.records),
      quarantine: [...this.quarantine.values()].sort((a, b) => b.records - a.records),
    };
  }
}
