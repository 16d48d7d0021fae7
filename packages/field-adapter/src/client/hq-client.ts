import {
  type ApplyBatchInput,
  type ApplyBatchOutput,
  type CountsOutput,
  type CreateAccountInput,
  type CreateAccountOutput,
  type CreateProjectInput,
  type CreateProjectOutput,
  type DigestsOutput,
  type ExtractName,
  type HelloOutput,
  loadHeader,
  type RangeDigestsInput,
  type RangeDigestsOutput,
  type RowsInput,
  type RowsOutput,
  type VerificationScope,
} from '@hq-field/contracts';
import { checkedCreation } from './check-creation.ts';
import { checkedAnswer } from './check-answer.ts';
import { hqCaller, type HqCallerOptions } from './hq-caller.ts';
import { HqError, toHqError } from './hq-error.ts';
import { traceIdOf } from './traceparent.ts';

/** HQ as the Field side sees it. Every method throws HqError. */
export interface HqClient {
  hello(): Promise<HelloOutput>;
  /** One attempt; the answer is checked to be that of this batch, with one outcome a record. */
  applyBatch(input: ApplyBatchInput): Promise<ApplyBatchOutput>;
  /** One attempt; the answer is checked to be that of this creation. Transitional. */
  createAccount(input: CreateAccountInput): Promise<CreateAccountOutput>;
  createProject(input: CreateProjectInput): Promise<CreateProjectOutput>;
  counts(scope: VerificationScope): Promise<CountsOutput>;
  digests(scope: VerificationScope): Promise<DigestsOutput>;
  /** An HQ older than 1.3.0 refuses it with request_invalid. */
  rangeDigests(input: RangeDigestsInput): Promise<RangeDigestsOutput>;
  rows(input: RowsInput): Promise<RowsOutput>;
  /** Its bytes as they arrive; reading them throws HqError too. */
  extract(name: ExtractName): Promise<AsyncIterable<Uint8Array>>;
}

export interface HqClientOptions extends HqCallerOptions {
  /** Called with HQ's load (share of its tolerance) and the time of each answer of records.applyBatch. */
  onLoad?: (load: number, latencyMs: number) => void;
}

export function createHqClient(options: HqClientOptions): HqClient {
  const { url, call, signedFetch } = hqCaller(options, ['ingest', 'verify']);

  return {
    hello: () => call((client) => client.system.hello.query({})),
    async applyBatch(input) {
      const begun = performance.now();
      return call(
        async (client) => checkedAnswer(input, await client.records.applyBatch.mutate(input)),
        (response) => options.onLoad?.(Number(response.headers.get(loadHeader) ?? 0), performance.now() - begun),
        traceIdOf(input.batchId),
      );
    },
    createAccount: (input) => call(async (client) => checkedCreation(input, await client.creations.createAccount.mutate(input))),
    createProject: (input) => call(async (client) => checkedCreation(input, await client.creations.createProject.mutate(input))),
    counts: (scope) => call((client) => client.verification.counts.query(scope)),
    digests: (scope) => call((client) => client.verification.digests.query(scope)),
    async rangeDigests(input) {
      const output = await call((client) => client.verification.rangeDigests.query(input));
      if (output.ranges?.length !== input.bounds.length + 1)
        throw new HqError(
          'answer_invalid',
          `HQ answered other ranges than the ${input.bounds.length + 1} that ${input.entity} was cut into`,
        );
      return output;
    },
    rows: (input) => call((client) => client.verification.rows.query(input)),
    async extract(name) {
      try {
        const response = await signedFetch(`${url}/extracts/${name}.csv`);
        // Piped at once: fetch cancels a body that nobody reads yet when its response is garbage collected, and the reader would see an empty file.
        if (response.ok && response.body !== null)
          return meaningOf(response.body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>()), url);
        throw new HqError('answer_invalid', `HQ at ${url} answered ${response.status} instead of the extract ${name}`);
      } catch (error) {
        throw toHqError(error, url, null);
      }
    },
  };
}

/** The bytes of a body; a body that breaks off throws HqError, as a request does that finds nobody. */
async function* meaningOf(body: ReadableStream<Uint8Array>, url: string): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw toHqError(error, url, null);
  }
}
