import { type HqClient, HqError, recordsIn, traceIdOf, tracedClient } from '@hq-field/field-adapter';
import type { Logger } from 'pino';
import type { Fibres, Lane } from './fibres.ts';
import type { HqObservations } from './hq-observations.ts';
import type { RecordRate } from './record-rate.ts';

export interface Throttling {
  fibres: Fibres;
  rate: RecordRate;
  observations: HqObservations;
  log: Logger;
}

/** HQ behind the throttle: a batch waits for a fibre and for the rate, and what becomes of it is measured. The rest passes. */
export function throttledClient(hq: HqClient, { fibres, rate, observations, log }: Throttling, lane: Lane, signal: AbortSignal): HqClient {
  const traced = tracedClient(hq, lane);
  return {
    ...hq,
    applyBatch: (input) =>
      fibres.run(
        lane,
        async () => {
          const records = recordsIn(input);
          await rate.take(records, signal);
          fibres.throwIfClosed();
          const ended = observations.begin(records);
          const named = { batchId: input.batchId, traceId: traceIdOf(input.batchId), lane, records };
          try {
            const answer = await traced.applyBatch(input);
            ended('answer', answer.load);
            log.debug({ ...named, counts: answer.counts }, 'batch:answered');
            return answer;
          } catch (error) {
            // A refusal for what the batch holds is an answer of a healthy HQ.
            if (error instanceof HqError && error.code === 'overloaded') ended('refusal', null);
            else if (error instanceof HqError && !error.retryable) ended('answer', null);
            else ended('error', null);
            log.debug({ ...named, reason: error instanceof Error ? error.message : String(error) }, 'batch:failed');
            throw error;
          }
        },
        signal,
      ),
  };
}
