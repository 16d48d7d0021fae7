import { type Entity, entityNames, limits } from '@hq-field/contracts';
import { roughBytes } from '../delivery/batches.ts';
import { toFieldError } from '../field-db/field-error.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import { streamRecords } from '../field-db/read-records.ts';
import { type IdentitySchema, type LocalAccount, unassignedAccount } from '../field-db/records.ts';
import { mapRecord, type MappedRecord } from '../mapping/map-record.ts';
import { parentsOf } from '../mapping/parents-of.ts';
import { type Courtesy, Reading } from './reading.ts';

/** Where a walk would resume: behind this record, in every account of the walk. It says nothing of completeness. */
export interface Checkpoint {
  entity: Entity;
  after: string;
}

export interface WalkPage {
  records: readonly MappedRecord[];
  /** Valid once this page and all before it are done. */
  checkpoint: Checkpoint;
  /** Send it only when all pages before it are done: it may hold children of theirs. */
  afterAllBefore: boolean;
}

export interface WalkOptions {
  /** One account, or several small ones together; what belongs to no account is walked alone. */
  accounts: readonly string[];
  /** Where to resume. */
  after: Checkpoint | null;
  /** Records a page, 1,000 at most. */
  pageSize: number;
  signal?: AbortSignal | undefined;
}

const bytesPerPage = 4 * 1024 * 1024;

/**
 * Reads accounts in dependency order, a page at a time, in one consistent snapshot; in another one behind the last page when somebody in Field
 * waits for it, or nobody has asked for a page for long. The snapshot is taken at the first page, so the accounts' move to backfilling must be
 * committed before, and a version that the pages shall carry must be drawn before: what changes later is then in the outbox.
 */
export async function* walkAccounts(field: FieldDatabase, options: WalkOptions, courtesy?: Courtesy): AsyncGenerator<WalkPage> {
  let { after } = options;
  let isFirstSnapshot = true;
  try {
    for (;;) {
      const behind = after;
      const reading = await Reading.begin(field, (session) => walkPages(session, 'outbound', { ...options, after: behind }), courtesy);
      try {
        for (let page = await reading.next(); page !== null; page = await reading.next()) {
          // Pages of the snapshot before may still be under way, with parents of these.
          yield isFirstSnapshot || after !== behind ? page : { ...page, afterAllBefore: true };
          after = page.checkpoint;
        }
      } finally {
        await reading.end();
      }
      if (!reading.hasMadeWay) return;
      isFirstSnapshot = false;
    }
  } catch (error) {
    throw toFieldError(error);
  }
}

/** The same inside a transaction of the caller, over identity tables of its choice. */
export async function* walkPages(
  sql: FieldSession,
  schema: IdentitySchema,
  { accounts, after, pageSize, signal }: WalkOptions,
): AsyncGenerator<WalkPage> {
  const size = Math.min(pageSize, limits.recordsPerBatch);
  let records: MappedRecord[] = [];
  let bytes = 0;
  let before: Entity | null | undefined = null;
  // Parents come first: children of those that are refused need not ask HQ.
  const refused = new Map<Entity, Set<string>>();
  const scope = await scopeOf(sql, accounts);
  for (const entity of entityNames.slice(after === null ? 0 : entityNames.indexOf(after.entity))) {
    const behind = after?.entity === entity ? after.after : null;
    const refusedHere = new Set<string>();
    for await (const rows of streamRecords(sql, schema, entity, { accounts: scope, after: behind }, 1000)) {
      signal?.throwIfAborted();
      for (const row of rows) {
        const record = joinRefusedParent(mapRecord(entity, row as never), refused);
        if (record.refusal !== null) refusedHere.add(record.externalId);
        records.push(record);
        bytes += roughBytes(record);
        if (records.length < size && bytes < bytesPerPage) continue;
        yield page();
        signal?.throwIfAborted();
      }
    }
    if (refusedHere.size > 0) refused.set(entity, refusedHere);
  }
  if (records.length > 0) yield page();

  function page(): WalkPage {
    const last = records.at(-1) as MappedRecord;
    const only = records[0]?.entity === last.entity ? last.entity : undefined;
    const made = {
      records,
      checkpoint: { entity: last.entity, after: last.externalId },
      afterAllBefore: before !== null && (only === undefined || only !== before),
    };
    before = only;
    records = [];
    bytes = 0;
    return made;
  }
}

/** The accounts of a walk that Field has; null for what belongs to none. */
async function scopeOf(sql: FieldSession, accounts: readonly string[]): Promise<readonly LocalAccount[] | null> {
  if (!accounts.includes(unassignedAccount))
    return sql<LocalAccount[]>`select id, guid::text as "externalId" from accounts where guid = any(${[...accounts]}::bpchar[])`;
  if (accounts.length > 1) throw new Error('What belongs to no account is walked alone: it has checkpoints of its own.');
  return null;
}

/** A record whose parent is refused joins it; HQ could only defer it. Records of a resumed walk may lack the parent here, and ask HQ. */
function joinRefusedParent(record: MappedRecord, refused: ReadonlyMap<Entity, ReadonlySet<string>>): MappedRecord {
  if (record.data === null || refused.size === 0) return record;
  const blocker = parentsOf(record).find((parent) => refused.get(parent.entity)?.has(parent.externalId));
  if (blocker === undefined) return record;
  return {
    ...record,
    data: null,
    refusal: { code: 'parent_quarantined', field: blocker.entity, message: `its ${blocker.entity} is in quarantine`, blocker },
  };
}
