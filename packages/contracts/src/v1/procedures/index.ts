import type { FieldScope, Scope } from '../tokens.ts';
import { applyBatchInput, applyBatchOutput } from './apply-batch.ts';
import { createAccountInput, createAccountOutput, createProjectInput, createProjectOutput } from './creations.ts';
import { helloInput, helloOutput } from './hello.ts';
import { putAccountInput, putOutput, putProjectInput } from './provisioning.ts';
import { countsOutput, digestsOutput, rowsInput, rowsOutput, verificationScope } from './verification.ts';

/**
 * Every procedure of HQ; the lock is made from this list, and servers take each procedure's scope from it. Inputs are strict: a field
 * that HQ does not know is refused, never lost. Outputs are open: a caller passes over fields of a newer minor version.
 */
export const hqProcedures = [
  { path: 'system.hello', kind: 'query', scope: null, input: helloInput, output: helloOutput },
  { path: 'records.applyBatch', kind: 'mutation', scope: 'ingest', input: applyBatchInput, output: applyBatchOutput },
  {
    path: 'creations.createAccount',
    kind: 'mutation',
    scope: 'ingest',
    input: createAccountInput,
    output: createAccountOutput,
    transitional: true,
  },
  {
    path: 'creations.createProject',
    kind: 'mutation',
    scope: 'ingest',
    input: createProjectInput,
    output: createProjectOutput,
    transitional: true,
  },
  { path: 'verification.counts', kind: 'query', scope: 'verify', input: verificationScope, output: countsOutput },
  { path: 'verification.digests', kind: 'query', scope: 'verify', input: verificationScope, output: digestsOutput },
  { path: 'verification.rows', kind: 'query', scope: 'verify', input: rowsInput, output: rowsOutput },
] as const satisfies readonly ListedProcedure<Scope>[];

/** Every procedure of Field: what HQ, as the caller, puts there. */
export const fieldProcedures = [
  { path: 'provisioning.putAccount', kind: 'mutation', scope: 'provision', input: putAccountInput, output: putOutput },
  { path: 'provisioning.putProject', kind: 'mutation', scope: 'provision', input: putProjectInput, output: putOutput },
] as const satisfies readonly ListedProcedure<FieldScope>[];

interface ListedProcedure<S extends string> {
  path: string;
  kind: 'query' | 'mutation';
  scope: S | null;
  input: unknown;
  output: unknown;
  /** Serves the time in which both systems are administered, and goes with it; nothing new is to be built on it. */
  transitional?: true;
}
