import type { Section } from '../report.ts';
import type { Push } from './client-under-test.ts';
import { sendsAgain } from './judge-client.ts';
import { refusal } from './spoilt-answers.ts';

export const refusalsThatPass: Section<Push> = {
  title: 'Refusals that pass are waited out',
  checks: [
    sendsAgain('429 overloaded', refusal(429, 'TOO_MANY_REQUESTS', 'overloaded')),
    sendsAgain(
      '429 with Retry-After of a second, which is kept',
      refusal(429, 'TOO_MANY_REQUESTS', 'overloaded', { 'retry-after': '1' }),
      990,
    ),
    sendsAgain('503 unavailable', refusal(503, 'SERVICE_UNAVAILABLE', 'unavailable')),
    sendsAgain(
      '503 with Retry-After of a second, which is kept',
      refusal(503, 'SERVICE_UNAVAILABLE', 'unavailable', { 'retry-after': '1' }),
      990,
    ),
    sendsAgain('500 internal', refusal(500, 'INTERNAL_SERVER_ERROR', 'internal')),
    sendsAgain('401 token_expired', refusal(401, 'UNAUTHORIZED', 'token_expired')),
    sendsAgain('401 token_replayed', refusal(401, 'UNAUTHORIZED', 'token_replayed')),
  ],
};
