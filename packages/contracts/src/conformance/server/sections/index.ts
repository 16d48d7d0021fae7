import type { ServerSection } from '../section.ts';
import { adoption } from './adoption.ts';
import { extractFiles } from './extract-files.ts';
import { verification } from './verification.ts';
import { batchInput } from './batch-input.ts';
import { queryInput } from './query-input.ts';
import { rangeDigests } from './range-digests.ts';
import { rules } from './rules.ts';
import { creationInput, creations } from './creations.ts';
import { deferral } from './deferral.ts';
import { errors } from './errors.ts';
import { handshake } from './handshake.ts';
import { hqIds } from './hq-ids.ts';
import { idempotency } from './idempotency.ts';
import { leaving } from './leaving.ts';
import { limits } from './limits.ts';
import { outcomes } from './outcomes.ts';
import { forgedTokens, tokens } from './tokens.ts';
import { tombstones } from './tombstones.ts';
import { uniqueValues } from './unique-values.ts';

/**
 * Everything a server is held to. Adding a check:
 * 1. Find the sentence of the contract (a comment in src/v1) that it holds a server to, and take its words for the title.
 * 2. Add it to the table of its section; a new section goes into this list.
 * 3. Run the kit against the stub: packages/contracts/src/conformance/conformance.test.ts. See it fail once with the stub changed.
 * 4. Run it against HQ: apps/hq-ingest/src/host/conformance.pg18.test.ts.
 */
export const sections: readonly ServerSection[] = [
  handshake,
  ...queryInput,
  ...batchInput,
  creationInput,
  rules,
  outcomes,
  deferral,
  uniqueValues,
  tombstones,
  hqIds,
  idempotency,
  creations,
  limits,
  errors,
  tokens,
  forgedTokens,
  verification,
  rangeDigests,
  extractFiles,
  adoption,
  leaving,
];
