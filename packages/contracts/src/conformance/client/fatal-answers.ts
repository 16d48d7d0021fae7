import type { Section } from '../report.ts';
import type { Push } from './client-under-test.ts';
import { givesUp } from './judge-client.ts';
import { refusal } from './spoilt-answers.ts';

export const fatalAnswers: Section<Push> = {
  title: 'Refusals that sending again cannot mend',
  checks: [
    givesUp('412 contract_mismatch, HQ speaks another major version', refusal(412, 'PRECONDITION_FAILED', 'contract_mismatch')),
    givesUp('400 request_invalid', refusal(400, 'BAD_REQUEST', 'request_invalid')),
    givesUp('413 limit_exceeded', refusal(413, 'PAYLOAD_TOO_LARGE', 'limit_exceeded')),
    givesUp('401 token_invalid', refusal(401, 'UNAUTHORIZED', 'token_invalid')),
    givesUp('403 scope_missing', refusal(403, 'FORBIDDEN', 'scope_missing')),
  ],
};
