import type { ApplyBatchInput } from '@hq-field/contracts';
import { inTrace } from '@hq-field/traces';
import { SpanKind } from '@opentelemetry/api';
import { recordsIn } from '../delivery/batches.ts';
import { linksOf } from './change-traces.ts';
import type { HqClient } from './hq-client.ts';
import { traceIdOf } from './traceparent.ts';

/**
 * HQ behind spans: each attempt of a batch is the span `hq.applyBatch`, the root of the batch's own trace, linked to the traces of the changes
 * that it carries. `lane` is what the batch is for. Nothing of a record is in a span but the guid of its account. The rest passes.
 */
export function tracedClient(hq: HqClient, lane: string): HqClient {
  return {
    ...hq,
    applyBatch: (input) =>
      inTrace(traceIdOf(input.batchId), 'hq.applyBatch', { kind: SpanKind.CLIENT }, async (span) => {
        if (!span.isRecording()) return hq.applyBatch(input);
        span.addLinks(linksOf(input));
        const account = accountOf(input);
        span.setAttributes({ 'migration.batch.id': input.batchId, 'migration.lane': lane, 'migration.records': recordsIn(input) });
        if (account !== null) span.setAttribute('migration.account', account);
        const answer = await hq.applyBatch(input);
        for (const [outcome, count] of Object.entries(answer.counts)) span.setAttribute(`migration.outcome.${outcome}`, count);
        return answer;
      }),
  };
}

/** The account that all records of a batch are in, as far as their keys and parents say; null when there are several, or none. */
function accountOf({ records }: ApplyBatchInput): string | null {
  const accounts = new Set([
    ...(records.account ?? []).map(({ externalId }) => externalId),
    ...(records.accountMember ?? []).map(({ externalId }) => externalId.split(':')[0]),
    ...[...(records.company ?? []), ...(records.project ?? [])].map(({ data }) => data?.account),
  ]);
  accounts.delete(undefined);
  const [account] = accounts;
  return accounts.size === 1 ? (account ?? null) : null;
}
