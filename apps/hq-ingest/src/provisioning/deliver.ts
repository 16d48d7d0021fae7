import type { PutOutput, RemoveOutput } from '@hq-field/contracts';
import { applyKeptTombstone } from '../apply/apply-kept-tombstone.ts';
import { asRefusal } from '../host/refusal.ts';
import { errorCode } from '../hq-db/database-error.ts';
import type { Sql } from '../hq-db/connections.ts';
import { type FieldClient, FieldCallError } from './field-client.ts';
import { claim, isOnItsWay, putAside, putOff, rememberArrival, settle, type Waiting } from './outbox.ts';
import { readPut } from './read-put.ts';

export type DeliveryOutcome = PutOutput['outcome'] | RemoveOutput['outcome'] | 'gone' | 'waits' | 'failed';

export interface DeliveryPass {
  claimed: number;
  /** Whether something was settled or put aside: then there may be more to do at once. */
  moved: boolean;
  /** Why Field takes nothing now; null when it does. */
  away: string | null;
}

const firstPauseMs = 200;
const longestPauseMs = 5000;
/** What waits for another record looks again after this. */
const parentPauseMs = 300;

/**
 * One pass: claim, draw a revision, read, put, acknowledge; `limit` accounts at most, then as many projects. A pass that is killed anywhere
 * leaves claims that run out; the put is repeated, and Field knows it by HQ's id.
 */
export async function deliver(
  sql: Sql,
  field: FieldClient,
  options: { limit: number; leaseSeconds: number; onOutcome(outcome: DeliveryOutcome): void },
): Promise<DeliveryPass> {
  const pass: DeliveryPass = { claimed: 0, moved: false, away: null };
  // Projects may need the accounts of the same pass; within an entity the order does not matter. Each is claimed when its turn comes: a lease
  // is for one put, and that of an account may take long.
  for (const entity of ['account', 'project'] as const) {
    const claimed = await claim(sql, entity, options.limit, options.leaseSeconds);
    pass.claimed += claimed.length;
    await Promise.all(
      claimed.map(async (one) => {
        const outcome = await deliverOne(sql, field, one, pass);
        options.onOutcome(outcome);
        if (outcome !== 'waits' && outcome !== 'deferred' && outcome !== 'failed') pass.moved = true;
      }),
    );
  }
  return pass;
}

async function deliverOne(sql: Sql, field: FieldClient, waiting: Waiting, pass: DeliveryPass): Promise<DeliveryOutcome> {
  const read = await readPut(sql, waiting);
  if (read.kind === 'gone') return settle(sql, waiting).then(() => 'gone');
  if (read.kind === 'waits') return putOff(sql, waiting, read.reason, parentPauseMs, false).then(() => 'waits');
  try {
    if (read.kind === 'removed') return await takeRemoval(sql, waiting, await field.remove(read.input));
    const answer = read.kind === 'account' ? await field.putAccount(read.input) : await field.putProject(read.input);
    return await take(sql, waiting, answer);
  } catch (error) {
    if (!(error instanceof FieldCallError)) throw error;
    if (error.isRefusal) {
      await putAside(sql, waiting, `${error.code}: ${error.message}`);
      return 'rejected';
    }
    pass.away = error.message;
    await putOff(sql, waiting, error.message, Math.min(firstPauseMs * 2 ** Math.min(waiting.attempts, 10), longestPauseMs), true);
    return 'failed';
  }
}

async function take(sql: Sql, waiting: Waiting, answer: PutOutput): Promise<DeliveryOutcome> {
  if (answer.outcome === 'deferred') await putOff(sql, waiting, answer.message, parentPauseMs, false);
  else if (answer.outcome === 'rejected') return takeRefusal(sql, waiting, answer);
  else await acknowledge(sql, waiting, answer.externalId);
  return answer.outcome;
}

/** HQ may have freed what another record has in Field still, as a name: then it waits until that one is in Field as HQ has it. */
async function takeRefusal(
  sql: Sql,
  waiting: Waiting,
  { code, message, existingId }: Extract<PutOutput, { outcome: 'rejected' }>,
): Promise<DeliveryOutcome> {
  const isEarly = existingId !== null && (await isOnItsWay(sql, waiting, existingId));
  if (isEarly) await putOff(sql, waiting, `${code}: ${message}; that one goes first`, parentPauseMs, false);
  else await putAside(sql, waiting, `${code}: ${message}`);
  return isEarly ? 'waits' : 'rejected';
}

/** It is gone from both. A removal that Field never had to make proves nothing of the way to Field. */
async function takeRemoval(sql: Sql, waiting: Waiting, { outcome, externalId }: RemoveOutput): Promise<DeliveryOutcome> {
  await sql.begin(async (transaction) => {
    if (outcome === 'removed' && externalId !== null) await rememberArrival(transaction, waiting, externalId);
    await settle(transaction, waiting);
  });
  return outcome;
}

/**
 * Takes what Field says for the record's name. It leaves the outbox last: when HQ dies before, it is put once more. What Field has deleted
 * meanwhile, when HQ did not know it by this name, goes now.
 */
async function acknowledge(sql: Sql, waiting: Waiting, externalId: string): Promise<void> {
  if (!(await bind(sql, waiting, externalId)))
    return putAside(sql, waiting, `hq_id_taken: Field says that this is ${externalId}, which HQ holds as another ${waiting.entity}`);
  await applyKeptTombstone(sql, waiting.entity, externalId);
  await settle(sql, waiting);
}

/** HQ's row is Field's record from now on. Returns false when another row is that record already. */
async function bind(sql: Sql, waiting: Waiting, externalId: string): Promise<boolean> {
  const table = waiting.entity === 'account' ? 'accounts' : 'projects';
  try {
    await sql.begin(async (transaction) => {
      await transaction.unsafe(`update ${table} set external_id = $2 where id = $1::uuid and external_id is null`, [
        waiting.recordId,
        externalId,
      ]);
      await rememberArrival(transaction, waiting, externalId);
    });
    return true;
  } catch (error) {
    if (errorCode(error) === '23505') return false;
    throw asRefusal(error);
  }
}
