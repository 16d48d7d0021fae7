import { randomUUID } from 'node:crypto';
import type { ApplyBatchOutput } from '../../v1/procedures/apply-batch.ts';
import type { Section } from '../report.ts';
import type { Push } from './client-under-test.ts';
import { sendsAgain } from './judge-client.ts';
import { changedAnswer, foreign } from './spoilt-answers.ts';

type Output = ApplyBatchOutput;

/** The same answer with other outcomes for the users, its counts left as they were or made to fit. */
function withUsers(output: Output, change: (users: NonNullable<Output['outcomes']['user']>) => unknown[], doCountsFit = true): unknown {
  const users = change(output.outcomes.user ?? []);
  const counts = doCountsFit ? { ...output.counts, applied: users.length, unchanged: 0 } : output.counts;
  return { ...output, outcomes: { ...output.outcomes, user: users }, counts };
}

export const unbelievable: Section<Push> = {
  title: 'Answers that must not be believed',
  checks: [
    sendsAgain(
      'an answer for another batch',
      changedAnswer((output) => ({ ...output, batchId: randomUUID() })),
    ),
    sendsAgain(
      'an answer without the batch it is for',
      changedAnswer(({ batchId: _batchId, ...rest }) => rest),
    ),
    sendsAgain(
      'an answer that omits a record',
      changedAnswer((output) => withUsers(output, (users) => users.slice(1))),
    ),
    sendsAgain(
      'an answer that omits a record and counts it',
      changedAnswer((output) => withUsers(output, (users) => users.slice(1), false)),
    ),
    sendsAgain(
      'an answer that omits an entity',
      changedAnswer((output) => ({ ...output, outcomes: {} })),
    ),
    sendsAgain(
      'an answer about one record more',
      changedAnswer((output) => withUsers(output, (users) => [...users, { outcome: 'applied', externalId: randomUUID() }])),
    ),
    sendsAgain(
      'an answer that names one record twice',
      changedAnswer((output) => withUsers(output, (users) => [users[0], users[0], users[2]])),
    ),
    sendsAgain(
      'an answer in another order',
      changedAnswer((output) => withUsers(output, (users) => users.toReversed())),
    ),
    sendsAgain(
      'counts that do not add up',
      changedAnswer((output) => ({ ...output, counts: { ...output.counts, applied: 7 } })),
    ),
    sendsAgain(
      'an outcome that the contract does not know',
      changedAnswer((output) => withUsers(output, (users) => users.map((one) => ({ ...one, outcome: 'done' })))),
    ),
    sendsAgain('200 with an HTML page', foreign(200, '<!doctype html><title>Sign in</title>')),
    sendsAgain('200 with another JSON', foreign(200, '{"status":"ok"}', { 'content-type': 'application/json' })),
    sendsAgain('200 without a body', foreign(200, '')),
    sendsAgain('502 with an HTML page', foreign(502, '<html><h1>Bad Gateway</h1></html>')),
    sendsAgain('504 with an HTML page', foreign(504, '<html><h1>Gateway Time-out</h1></html>')),
    sendsAgain(
      '503 with an HTML page and Retry-After of a second, which is kept',
      foreign(503, '<html></html>', { 'content-type': 'text/html', 'retry-after': '1' }),
      990,
    ),
  ],
};
