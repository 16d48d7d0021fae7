import type { ApplyBatchInput, ApplyBatchOutput } from './procedures/apply-batch.ts';
import type { HelloOutput } from './procedures/hello.ts';
import type { CountsOutput, DigestsOutput, RowsInput, RowsOutput, VerificationScope } from './procedures/verification.ts';

/** What an HQ server supplies: one handler a procedure, same names. The caller is authenticated before a handler runs. */
export interface HqHandlers {
  system: { hello(): Promise<HelloOutput> };
  records: { applyBatch(input: ApplyBatchInput): Promise<ApplyBatchOutput> };
  verification: {
    counts(input: VerificationScope): Promise<CountsOutput>;
    digests(input: VerificationScope): Promise<DigestsOutput>;
    rows(input: RowsInput): Promise<RowsOutput>;
  };
}

/** The context of hqRouter. */
export interface HqContext {
  handlers: HqHandlers;
}
