import type { Section } from '../report.ts';
import type { Push } from './client-under-test.ts';
import { sendsAgain } from './judge-client.ts';
import { late, reset, truncated } from './spoilt-answers.ts';

/** Longer than a client waits. */
const endlessMs = 20_000;

export const accidents: Section<Push> = {
  title: 'Accidents on the way',
  checks: [
    sendsAgain('a reset before HQ has applied the batch', reset('before')),
    sendsAgain('a reset after HQ has applied the batch, whose answer is lost', reset('after')),
    sendsAgain('a reset in the middle of the answer', truncated('reset')),
    sendsAgain('JSON that stops in the middle', truncated('ended')),
    sendsAgain('an answer that does not come in time', late(endlessMs)),
  ],
};
