import { randomUUID } from 'node:crypto';
import {
  type ApplyBatchInput,
  type ApplyBatchOutput,
  contractVersion,
  contractVersionHeader,
  type CountsOutput,
  type CreateAccountInput,
  type CreateAccountOutput,
  type CreateProjectInput,
  type CreateProjectOutput,
  type DigestsOutput,
  type ExtractName,
  type HelloOutput,
  type HqRouter,
  loadHeader,
  type RowsInput,
  type RowsOutput,
  type VerificationScope,
} from '@hq-field/contracts';
import { createTRPCClient, httpLink } from '@trpc/client';
import { checkedCreation } from './check-creation.ts';
import { checkedAnswer } from './check-answer.ts';
import { type HqAnswer, HqError, toHqError } from './hq-error.ts';
import { requestSigner } from './sign-request.ts';
import { traceIdOf, traceparentOf } from './traceparent.ts';

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
  rows(input: RowsInput): Promise<RowsOutput>;
  extract(name: ExtractName): Promise<ReadableStream<Uint8Array>>;
}

export interface HqClientOptions {
  url: string;
  signingKeyFile: string;
  /** Limit of one request, in milliseconds; at least 1, 60,000 unless told. */
  timeoutMs?: number;
  /** Called with HQ's load (share of its tolerance) and the time of each answer of records.applyBatch. */
  onLoad?: (load: number, latencyMs: number) => void;
}

export function createHqClient(options: HqClientOptions): HqClient {
  const url = options.url.replace(/\/+$/u, '');
  const timeoutMs = options.timeoutMs ?? 60_000;
  const sign = requestSigner(options.signingKeyFile, ['ingest', 'verify']);

  async function signedFetch(
    target: string | URL | Request,
    init: RequestInit = {},
    traceId: string = traceIdOf(randomUUID()),
  ): Promise<Response> {
    const body = typeof init.body === 'string' ? init.body : '';
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${await sign(body)}`);
    headers.set(contractVersionHeader, contractVersion);
    headers.set('traceparent', traceparentOf(traceId));
    return fetch(target, { ...init, headers });
  }

  /** Runs one call with its time limit, and keeps what HQ said in headers. */
  async function call<T>(
    run: (client: ReturnType<typeof trpc>) => Promise<T>,
    onAnswer?: (response: Response) => void,
    traceId?: string,
  ): Promise<T> {
    let response: Response | null = null;
    const client = trpc(async (target, init) => {
      response = await signedFetch(target, init, traceId);
      return response;
    });
    try {
      const answer = await run(client);
      if (response !== null) onAnswer?.(response);
      return answer;
    } catch (error) {
      throw toHqError(error, url, response === null ? null : answerOf(response));
    }
  }

  function trpc(fetchOnce: (target: string | URL | Request, init?: RequestInit) => Promise<Response>) {
    return createTRPCClient<HqRouter>({
      links: [
        httpLink({
          url: `${url}/trpc`,
          // Queries go by POST too: their input may be longer than a URL, and the token is bound to a body.
          methodOverride: 'POST',
          fetch: (target, init) => fetchOnce(target, { ...(init as RequestInit), signal: AbortSignal.timeout(timeoutMs) }),
        }),
      ],
    });
  }

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
    rows: (input) => call((client) => client.verification.rows.query(input)),
    async extract(name) {
      try {
        const response = await signedFetch(`${url}/extracts/${name}.csv`);
        // Piped at once: fetch cancels a body that nobody reads yet when its response is garbage collected, and the reader would see an empty file.
        if (response.ok && response.body !== null) return response.body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>());
        throw new HqError('answer_invalid', `HQ at ${url} answered ${response.status} instead of the extract ${name}`);
      } catch (error) {
        throw toHqError(error, url, null);
      }
    },
  };
}

function answerOf({ status, headers }: Response): HqAnswer {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return { status, retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null };
}
