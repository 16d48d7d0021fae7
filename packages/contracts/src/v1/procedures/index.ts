import type { Scope } from '../tokens.ts';
import { applyBatchInput, applyBatchOutput } from './apply-batch.ts';
import { helloInput, helloOutput } from './hello.ts';
import { countsOutput, digestsOutput, rowsInput, rowsOutput, verificationScope } from './verification.ts';

/**
 * Every procedure of HQ; the lock is made from this list, and servers take each procedure's scope from it. Inputs are strict: a field
 * that HQ does not know is refused, never lost. Outputs are open: a caller passes over fields of a newer minor version.
 */
export const hqProcedures = [
  {
    path: 'system.hello',
    kind: 'query',
    scope: null,
    meaning: 'Says which contract the server speaks, its limits and its clock: what a caller checks before it sends anything.',
    input: helloInput,
    output: helloOutput,
  },
  {
    path: 'records.applyBatch',
    kind: 'mutation',
    scope: 'ingest',
    meaning:
      'Applies records in one transaction and says what became of each. The newer version of a record wins; sending the same batch again changes nothing.',
    input: applyBatchInput,
    output: applyBatchOutput,
  },
  {
    path: 'verification.counts',
    kind: 'query',
    scope: 'verify',
    meaning: 'Counts the rows that HQ holds, by account and entity.',
    input: verificationScope,
    output: countsOutput,
  },
  {
    path: 'verification.digests',
    kind: 'query',
    scope: 'verify',
    meaning: 'Digests of the rows that HQ holds, by account and entity: equal digests are equal rows.',
    input: verificationScope,
    output: digestsOutput,
  },
  {
    path: 'verification.rows',
    kind: 'query',
    scope: 'verify',
    meaning: 'The rows themselves, by page or by key, to find the record and the field that differ.',
    input: rowsInput,
    output: rowsOutput,
  },
] as const satisfies readonly {
  path: string;
  kind: 'query' | 'mutation';
  scope: Scope | null;
  meaning: string;
  input: unknown;
  output: unknown;
}[];
