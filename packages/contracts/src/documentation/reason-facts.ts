import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { TRPCError } from '@trpc/server';
import { type RequestCode, statusOf } from '../v1/error.ts';
import { deferredCodes, exactCodes, type Fate, type ReasonCode, reasonCodes, rejectedCodes } from '../v1/outcome.ts';
import type { Procedure } from './servers.ts';

/** Where a code is read: it refuses a whole request, it stands in the outcome of a record, or the Field side gives it before sending. */
export type ReasonPlace = 'request' | 'deferred' | 'rejected' | 'field';

export interface ReasonFacts {
  code: ReasonCode;
  fate: Fate;
  meaning: string;
  place: ReasonPlace;
  /** Answer to a refused request; null for codes of records. */
  refusal: { status: number; name: TRPCError['code']; rpcCode: number } | null;
}

/** Every reason code with what a caller may rely on. */
export const reasonFacts: readonly ReasonFacts[] = (Object.keys(reasonCodes) as ReasonCode[]).map((code) => ({
  code,
  ...reasonCodes[code],
  place: placeOf(code),
  refusal: code in statusOf ? refusalOf(code as RequestCode) : null,
}));

/** What each fate asks of a caller. */
export const fates: Readonly<Record<Fate, string>> = {
  retryable: 'Send again: after Retry-After seconds when the answer has that header, after what waitsFor names when a record is deferred.',
  quarantine: 'Put the record aside with code, field and message for a person; go on with the others.',
  fatal: 'Stop sending: nothing gets better by sending again.',
};

/** The codes that refuse a whole request. */
export const requestRefusals: readonly ReasonFacts[] = reasonFacts.filter(({ refusal }) => refusal !== null);

/** What is asked for with an idempotency key. */
const takesKeys = ['creations.', 'administration.change', 'administration.create', 'administration.start'];

/** The codes with which a procedure may refuse a request. */
export function refusalsOf({ path, scope }: Pick<Procedure, 'scope'> & { path: string }): ReasonFacts[] {
  const never: ReasonCode[] = [
    ...(scope === null ? (['scope_missing'] as const) : []),
    ...(takesKeys.some((known) => path.startsWith(known)) ? [] : (['key_reused'] as const)),
    ...(path.startsWith('provisioning.') ? (['overloaded'] as const) : []),
  ];
  return requestRefusals.filter(({ code }) => !never.includes(code));
}

function placeOf(code: ReasonCode): ReasonPlace {
  const isOneOf = (codes: readonly ReasonCode[]) => codes.includes(code);
  if (code in statusOf) return 'request';
  if (isOneOf(deferredCodes)) return 'deferred';
  return isOneOf(rejectedCodes) || isOneOf(exactCodes) ? 'rejected' : 'field';
}

function refusalOf(code: RequestCode): NonNullable<ReasonFacts['refusal']> {
  const name = statusOf[code];
  return { name, status: getHTTPStatusCodeFromError({ code: name } as TRPCError), rpcCode: TRPC_ERROR_CODES_BY_KEY[name] };
}
