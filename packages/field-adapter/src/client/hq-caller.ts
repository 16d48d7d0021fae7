import { randomUUID } from 'node:crypto';
import { contractVersion, contractVersionHeader, type HqRouter, type Scope } from '@hq-field/contracts';
import { spanAtWork } from '@hq-field/traces';
import { createTRPCClient, httpLink } from '@trpc/client';
import { type HqAnswer, toHqError } from './hq-error.ts';
import { requestSigner, type SigningKey } from './sign-request.ts';
import { traceIdOf, traceparentOf } from './traceparent.ts';

export interface HqCallerOptions extends SigningKey {
  url: string;
  /** Limit of one request, in milliseconds; at least 1, 60,000 unless told. */
  timeoutMs?: number;
}

type Trpc = ReturnType<typeof createTRPCClient<HqRouter>>;

/** One signed request to HQ at a time limit, for the clients of its API. Without a trace of its own it is of the one at work, or of a new one. */
export interface HqCaller {
  /** HQ's address, without a slash at its end. */
  url: string;
  signedFetch(target: string | URL | Request, init?: RequestInit, traceId?: string): Promise<Response>;
  /** Runs one call, and keeps what HQ said in headers. Throws HqError. */
  call<T>(run: (client: Trpc) => Promise<T>, onAnswer?: (response: Response) => void, traceId?: string): Promise<T>;
}

export function hqCaller(options: HqCallerOptions, scopes: readonly Scope[]): HqCaller {
  const url = options.url.replace(/\/+$/u, '');
  const timeoutMs = options.timeoutMs ?? 60_000;
  const sign = requestSigner(options, scopes);

  async function signedFetch(
    target: string | URL | Request,
    init: RequestInit = {},
    traceId: string = spanAtWork()?.traceId ?? traceIdOf(randomUUID()),
  ): Promise<Response> {
    const body = typeof init.body === 'string' ? init.body : '';
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${await sign(body)}`);
    headers.set(contractVersionHeader, contractVersion);
    headers.set('traceparent', traceparentOf(traceId));
    return fetch(target, { ...init, headers });
  }

  async function call<T>(run: (client: Trpc) => Promise<T>, onAnswer?: (response: Response) => void, traceId?: string): Promise<T> {
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

  function trpc(fetchOnce: (target: string | URL | Request, init?: RequestInit) => Promise<Response>): Trpc {
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

  return { url, signedFetch, call };
}

function answerOf({ status, headers }: Response): HqAnswer {
  return { status, retryAfterMs: retryAfterMs(headers) };
}

/** No pause is longer: a page of a proxy that asks for days would stop a migration that HQ itself would take. In milliseconds. */
const longestPauseMs = 600_000;

/**
 * Retry-After is seconds or a date, of which no more than `longestPauseMs` is heeded at a time. A date counts from the answer's own, so that
 * no clock of this host is needed; without that it says nothing.
 */
function retryAfterMs(headers: Headers): number | null {
  const asked = headers.get('retry-after');
  if (asked === null) return null;
  const milliseconds = /^\s*\d+\s*$/u.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(milliseconds) ? Math.min(longestPauseMs, Math.max(0, milliseconds)) : null;
}
