import type { Scope } from '../tokens.ts';
import { applyBatchInput, applyBatchOutput } from './apply-batch.ts';
import { helloInput, helloOutput } from './hello.ts';
import { countsOutput, digestsOutput, rowsInput, rowsOutput, verificationScope } from './verification.ts';

/**
 * Every procedure of HQ; the lock is made from this list, and servers take each procedure's scope from it. Inputs are strict: a field
 * that HQ does not know is refused, never lost. Outputs are open: a caller passes over fields of a newer minor version.
 */
export const hqProcedures = [
  { path: 'system.hello', kind: 'query', scope: null, input: helloInput, output: helloOutput },
  { path: 'records.applyBatch', kind: 'mutation', scope: 'ingest', input: applyBatchInput, output: applyBatchOutput },
  { path: 'verification.counts', kind: 'query', scope: 'verify', input: verificationScope, output: countsOutput },
  { path: 'verification.digests', kind: 'query', scope: 'verify', input: verificationScope, output: digestsOutput },
  { path: 'verification.rows', kind: 'query', scope: 'verify', input: rowsInput, output: rowsOutput },
] as const satisfies readonly { path: string; kind: 'query' | 'mutation'; scope: Scope | null; input: unknown; output: unknown }[];
