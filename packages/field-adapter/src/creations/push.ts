import { setTimeout as sleep } from 'node:timers/promises';
import { type Creation, type CreationOutput, entityNames, isHeld, type Outcome } from '@hq-field/contracts';
import { inSpan } from '@hq-field/traces';
import { SpanKind } from '@opentelemetry/api';
import type { HqClient } from '../client/hq-client.ts';
import { HqError } from '../client/hq-error.ts';
import { DeliveryError } from '../delivery/delivery-error.ts';
import { writeBackHqIds } from '../delivery/write-back.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import { type NewRecord, readCreation } from './read-creation.ts';

/** `held`: HQ has every record of the creation. `left`: the outbox will bring it, and `reason` says why not now. */
export type Pushed = { state: 'held'; hqId: string | null } | { state: 'left'; reason: string };

export interface Push {
  /**
   * Posts an account or a project that Field has just committed, so that its creator sees it in HQ at once. Never needed for it
   * to arrive: the outbox has it as well. Never throws, and takes `budgetMs` at most.
   */
  push(created: NewRecord): Promise<Pushed>;
}

export interface PushOptions {
  field: FieldDatabase;
  client: HqClient;
  /** How long a customer's request may wait for HQ, in milliseconds; at least 1, 3,000 unless told. */
  budgetMs?: number;
}

/** What a push is at. */
interface Doing {
  what: 'reads Field' | 'asks HQ' | 'writes Field';
}

const firstPauseMs = 50;
/** While HQ is away, one customer in this time asks it; the others are not held up. */
const restMs = 2000;

export function createPush({ field, client, budgetMs = 3000 }: PushOptions): Push {
  let restsUntil = 0;
  let away = '';
  return {
    async push(created) {
      if (performance.now() < restsUntil) return { state: 'left', reason: away };
      const tooLate = new AbortController();
      const doing: Doing = { what: 'reads Field' };
      const late = sleep(budgetMs, undefined, { signal: tooLate.signal }).then(() => tooLong(doing));
      late.catch(() => {});
      try {
        return await Promise.race([attempt(created, performance.now() + budgetMs, doing), late]);
      } catch (error) {
        const { message, retryable } = new DeliveryError(error);
        return retryable && doing.what === 'asks HQ' ? rest(message) : { state: 'left', reason: message };
      } finally {
        tooLate.abort();
      }
    },
  };

  /** A Field that is slow says nothing of HQ. */
  function tooLong({ what }: Doing): Pushed {
    if (what === 'asks HQ') return rest(`HQ did not answer within ${budgetMs} ms`);
    return { state: 'left', reason: `Field's database took longer than ${budgetMs} ms` };
  }

  function rest(reason: string): Pushed {
    restsUntil = performance.now() + restMs;
    away = reason;
    return { state: 'left', reason };
  }

  async function attempt(created: NewRecord, deadline: number, doing: Doing): Promise<Pushed> {
    const read = await readCreation(field, created);
    if ('left' in read) return { state: 'left', reason: read.left };
    doing.what = 'asks HQ';
    const answer = await post(read.creation, deadline);
    doing.what = 'writes Field';
    if (answer.hqId !== null)
      await writeBackHqIds(field, read.records, [{ entity: created.entity, externalId: created.externalId, hqId: answer.hqId }]);
    return isHeld(answer) ? { state: 'held', hqId: answer.hqId } : { state: 'left', reason: whyNot(answer) };
  }

  /** One attempt, in a span of its own below the one of the request that created. */
  function postOnce(creation: Creation): Promise<CreationOutput<Creation>> {
    if ('account' in creation) {
      const attributes = { 'migration.account': creation.account.externalId };
      return inSpan('hq.createAccount', { kind: SpanKind.CLIENT, attributes }, () => client.createAccount(creation));
    }
    const attributes = { 'migration.account': creation.project.data.account };
    return inSpan('hq.createProject', { kind: SpanKind.CLIENT, attributes }, () => client.createProject(creation));
  }

  /** Posts the same body with the same key until HQ has answered: whether an answer that was lost had an effect does not matter. */
  async function post(creation: Creation, deadline: number): Promise<CreationOutput<Creation>> {
    for (let pauseMs = firstPauseMs; ; pauseMs *= 2) {
      try {
        return await postOnce(creation);
      } catch (error) {
        if (!(error instanceof HqError) || !error.retryable) throw error;
        const waitMs = error.retryAfterMs ?? pauseMs;
        if (performance.now() + waitMs >= deadline) throw error;
        await sleep(waitMs);
      }
    }
  }
}

function whyNot({ outcomes }: CreationOutput<Creation>): string {
  const all: Partial<Record<string, Outcome | null>> = outcomes;
  for (const entity of entityNames) {
    const outcome = all[entity];
    if (outcome?.outcome === 'deferred' || outcome?.outcome === 'rejected')
      return `HQ answered ${outcome.code} for the ${entity}: ${outcome.message}`;
  }
  return 'HQ does not hold every record';
}
