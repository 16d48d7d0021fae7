import {
  type ApplyBatchInput,
  type ApplyBatchOutput,
  emailKey,
  type Entity,
  entityNames,
  nameKey,
  type Outcome,
  type RecordKey,
} from '@hq-field/contracts';
import type { HqClient } from '../src/client/hq-client.ts';

interface Held {
  version: number;
  data: Record<string, unknown> | null;
}

/** HQ as a model in memory: versions, tombstones, parents and unique values, and nothing else. For tests of the Field side. */
export class MemoryHq {
  readonly held = new Map<string, Held>();
  private readonly holders = new Map<string, string>();
  readonly batches: ApplyBatchInput[] = [];
  /** Runs before a batch is applied; may throw. */
  beforeApply: ((input: ApplyBatchInput) => Promise<void> | void) | null = null;
  /** Runs after a batch was applied; what it throws is an answer that was lost. */
  afterApply: ((input: ApplyBatchInput) => Promise<void> | void) | null = null;

  readonly client: HqClient = {
    applyBatch: async (input) => {
      await this.beforeApply?.(input);
      this.batches.push(input);
      const answer = this.apply(input);
      await this.afterApply?.(input);
      return answer;
    },
    hello: () => Promise.reject(new Error('not in this model')),
    counts: () => Promise.reject(new Error('not in this model')),
    digests: () => Promise.reject(new Error('not in this model')),
    rows: () => Promise.reject(new Error('not in this model')),
    extract: () => Promise.reject(new Error('not in this model')),
  };

  /** Living records of an entity by externalId. */
  living(entity: Entity): Map<string, Record<string, unknown>> {
    const records = new Map<string, Record<string, unknown>>();
    for (const [name, { data }] of this.held)
      if (data !== null && name.startsWith(`${entity} `)) records.set(name.slice(entity.length + 1), data);
    return new Map([...records].sort());
  }

  private apply(input: ApplyBatchInput): ApplyBatchOutput {
    const records = entityNames.flatMap((entity) => (input.records[entity] ?? []).map((record) => ({ entity, ...record })));
    const names = new Set(records.map((record) => `${record.entity} ${record.externalId}`));
    const outcomes: ApplyBatchOutput['outcomes'] = {};
    const counts = { applied: 0, unchanged: 0, stale: 0, deferred: 0, rejected: 0 };
    const results = new Map<string, Outcome>();
    // Values that a record of this batch gives up are free; the others are held.
    const wanted = new Map<string, string>();
    for (const record of records) {
      if (record.deleted) continue;
      const had = uniqueValues(record.entity, this.held.get(`${record.entity} ${record.externalId}`)?.data ?? null);
      for (const value of uniqueValues(record.entity, record.data as Record<string, unknown>))
        if (!wanted.has(value) || had.includes(value)) wanted.set(value, record.externalId);
    }
    for (const record of [...records.filter((one) => !one.deleted), ...records.filter((one) => one.deleted).reverse()]) {
      const name = `${record.entity} ${record.externalId}`;
      const before = this.held.get(name);
      const outcome = this.decide(record, before, names, wanted);
      results.set(name, outcome);
      if (outcome.outcome === 'applied') {
        this.held.set(name, { version: record.version, data: record.data as Record<string, unknown> | null });
        for (const value of uniqueValues(record.entity, record.data as Record<string, unknown> | null))
          this.holders.set(value, record.externalId);
      }
      if (outcome.outcome === 'applied' && record.deleted) this.cascade({ entity: record.entity, externalId: record.externalId });
      counts[outcome.outcome] += 1;
    }
    for (const entity of entityNames) {
      const group = input.records[entity];
      if (group !== undefined) outcomes[entity] = group.map((record) => results.get(`${entity} ${record.externalId}`) as Outcome);
    }
    return { batchId: input.batchId, outcomes, counts, hqIds: [], load: 0 };
  }

  private decide(
    record: { entity: Entity; externalId: string; version: number; data: unknown },
    before: Held | undefined,
    names: ReadonlySet<string>,
    wanted: ReadonlyMap<string, string>,
  ): Outcome {
    const { externalId } = record;
    if (before !== undefined && before.version > record.version) return { outcome: 'stale', externalId };
    if (before !== undefined && before.version === record.version && JSON.stringify(before.data) === JSON.stringify(record.data))
      return { outcome: 'unchanged', externalId };
    if (record.data === null) return { outcome: 'applied', externalId };
    const data = record.data as Record<string, unknown>;
    const missing = [...parentsOf(record.entity, data), ...this.membershipOf(record.entity, data)].filter((parent) => !this.isLiving(parent));
    if (missing.length > 0)
      return {
        outcome: 'deferred',
        externalId,
        code: 'parent_unknown',
        field: missing[0]?.entity ?? null,
        message: 'a parent is missing',
        waitsFor: missing,
      };
    for (const value of uniqueValues(record.entity, data)) {
      const other = wanted.get(value);
      if (other !== undefined && other !== externalId)
        return { outcome: 'rejected', externalId, code: 'name_taken', field: 'name', message: 'taken', existingId: other };
      const holder = this.holderOf(record.entity, value, externalId);
      const formerly = (data['formerly'] as string[] | undefined) ?? [];
      if (holder !== undefined && !names.has(`${record.entity} ${holder}`) && !formerly.includes(holder)) {
        return {
          outcome: 'deferred',
          externalId,
          code: 'value_held',
          field: record.entity === 'user' ? 'email' : 'name',
          message: 'held',
          waitsFor: [{ entity: record.entity, externalId: holder }],
        };
      }
    }
    return { outcome: 'applied', externalId };
  }

  /** A member of a project must be one of its account. */
  private membershipOf(entity: Entity, data: Record<string, unknown>): RecordKey[] {
    if (entity !== 'projectMember') return [];
    const project = this.held.get(`project ${String(data['project'])}`)?.data;
    return project == null ? [] : [{ entity: 'accountMember', externalId: `${String(project['account'])}:${String(data['user'])}` }];
  }

  /** Another record that holds the value now. The index is a hint: it is checked against what is held. */
  private holderOf(entity: Entity, value: string, externalId: string): string | undefined {
    const holder = this.holders.get(value);
    if (holder === undefined || holder === externalId) return undefined;
    return uniqueValues(entity, this.held.get(`${entity} ${holder}`)?.data ?? null).includes(value) ? holder : undefined;
  }

  private isLiving(key: RecordKey): boolean {
    return this.held.get(`${key.entity} ${key.externalId}`)?.data != null;
  }

  /** Deleting a row deletes what hangs on it, as foreign keys do; the versions of those records stay. */
  private cascade(gone: RecordKey): void {
    for (const entity of entityNames) {
      for (const [externalId, data] of this.living(entity)) {
        const hangs = parentsOf(entity, data).some(
          (parent) => parent.entity === gone.entity && parent.externalId === gone.externalId && parent.entity !== 'company',
        );
        if (!hangs && !(entity === 'projectCompany' && gone.entity === 'company' && data['company'] === gone.externalId)) continue;
        this.held.delete(`${entity} ${externalId}`);
        this.cascade({ entity, externalId });
      }
    }
  }
}

function parentsOf(entity: Entity, data: Record<string, unknown>): RecordKey[] {
  return (['account', 'user', 'company', 'project'] as const)
    .filter((parent) => parent !== entity && typeof data[parent] === 'string')
    .map((parent) => ({ entity: parent, externalId: data[parent] as string }));
}

function uniqueValues(entity: Entity, data: Record<string, unknown> | null): string[] {
  if (data === null) return [];
  if (entity === 'user')
    return [`email ${emailKey(data['email'] as string)}`, ...(data['oxygenUid'] === null ? [] : [`uid ${String(data['oxygenUid'])}`])];
  if (entity === 'company') return [`company ${String(data['account'])} ${nameKey(data['name'] as string)}`];
  if (entity === 'project' && data['status'] !== 'archived')
    return [`project ${String(data['account'])} ${nameKey(data['name'] as string)}`];
  return [];
}
