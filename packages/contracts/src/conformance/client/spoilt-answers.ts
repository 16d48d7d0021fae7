import { setTimeout as sleep } from 'node:timers/promises';
import type { ReasonCode } from '../../v1/outcome.ts';
import type { ApplyBatchOutput } from '../../v1/procedures/apply-batch.ts';
import type { Intercept, StubAnswer } from '../stub/stub-server.ts';

/** Spoils one answer. What it returns instead of calling `next` was never applied. */
export type Spoil = Intercept;

const json = { 'content-type': 'application/json' };

/** A refusal in the form of the contract. */
export function refusal(status: number, code: string, reason: ReasonCode, headers: Record<string, string> = {}): Spoil {
  const data = { code, httpStatus: status, path: 'records.applyBatch', reason, issues: [] };
  const body = JSON.stringify({ error: { message: `refused with ${reason}`, code: -32_000, data } });
  return () => Promise.resolve({ status, headers: { ...json, ...headers }, body });
}

/** An answer that is not HQ's: of a proxy, a load balancer, another server. */
export function foreign(status: number, body: string, headers: Record<string, string> = { 'content-type': 'text/html' }): Spoil {
  return () => Promise.resolve({ status, headers, body });
}

/** The connection is reset: before HQ has read the batch, or after it was applied. */
export function reset(when: 'before' | 'after'): Spoil {
  return async (_request, next) => {
    if (when === 'after') await next();
    return { status: 200, headers: {}, body: '', cutAfter: 0 };
  };
}

/** HQ applies the batch, and the answer stops in the middle. */
export function truncated(how: 'reset' | 'ended'): Spoil {
  return async (_request, next) => {
    const answer = await next();
    const half = Math.floor(answer.body.length / 2);
    return how === 'reset' ? { ...answer, cutAfter: half } : { ...answer, body: answer.body.slice(0, half) };
  };
}

/** HQ applies the batch and waits before it answers. */
export function late(delayMs: number): Spoil {
  return async (_request, next) => {
    const answer = await next();
    await sleep(delayMs, undefined, { ref: false });
    return answer;
  };
}

/** HQ applies the batch, and the answer says something else about it. */
export function changedAnswer(change: (output: ApplyBatchOutput) => unknown): Spoil {
  return async (_request, next) => {
    const answer = await next();
    const { result } = JSON.parse(Buffer.from(answer.body).toString()) as { result: { data: ApplyBatchOutput } };
    return withOutput(answer, change(result.data));
  };
}

function withOutput(answer: StubAnswer, data: unknown): StubAnswer {
  return { ...answer, body: JSON.stringify({ result: { data } }) };
}
