import { tokenLifetimeSeconds } from '../v1/tokens.ts';
import { contractVersion, contractVersionHeader, loadHeader } from '../v1/version.ts';
import type { ServerFacts } from './servers.ts';

export interface HeaderFacts {
  name: string;
  meaning: string;
  example: string;
  isAlwaysThere: boolean;
}

/** Headers of a request. */
export const requestHeaders: readonly HeaderFacts[] = [
  {
    name: 'authorization',
    meaning: 'Bearer and the service token that was made for this request.',
    example: 'Bearer eyJhbGciOiJFZERTQSIsImtpZCI6ImZpZWxkLTEifQ...',
    isAlwaysThere: true,
  },
  {
    name: contractVersionHeader,
    meaning:
      'Version of the contract that the caller was built with. Another major than the server serves is refused with `contract_mismatch`.',
    example: contractVersion,
    isAlwaysThere: true,
  },
  { name: 'content-type', meaning: 'application/json, for requests with a body.', example: 'application/json', isAlwaysThere: false },
  {
    name: 'content-encoding',
    meaning: '`gzip` or `identity`. The limit bytesPerRequest holds after decompression; claim bh is of the bytes as sent.',
    example: 'gzip',
    isAlwaysThere: false,
  },
];

/** Headers of an answer. */
export const responseHeaders = {
  load: {
    name: loadHeader,
    meaning: "Share of HQ's tolerance in use: 0 idle, 1 at the limit, more is beyond it. A caller slows down as it grows.",
    example: '0.25',
    isAlwaysThere: true,
  },
  requestId: {
    name: 'x-request-id',
    meaning: "Names the request in the server's log.",
    example: 'f2c1b8d4-5e0a-4c79-b3f6-8a1d7e9c2b12',
    isAlwaysThere: false,
  },
  retryAfter: {
    name: 'retry-after',
    meaning: 'Seconds to wait before the next request; with `overloaded` and `unavailable`.',
    example: '1',
    isAlwaysThere: false,
  },
  sunset: {
    name: 'sunset',
    meaning: 'When the server stops serving this major version (RFC 8594); absent while nothing is planned. system.hello says the day.',
    example: 'Sat, 01 Jan 2028 00:00:00 GMT',
    isAlwaysThere: false,
  },
} as const satisfies Record<string, HeaderFacts>;

/** Head and claims of a service token: a JWT, signed with EdDSA (Ed25519), one for each request. */
export function tokenParts({ name, caller, issuer, audience }: ServerFacts): { name: string; where: 'head' | 'claim'; meaning: string }[] {
  return [
    { name: 'alg', where: 'head', meaning: 'EdDSA, nothing else.' },
    { name: 'kid', where: 'head', meaning: `Key id under which ${name} holds the public key.` },
    { name: 'iss', where: 'claim', meaning: `\`${issuer}\`: the service of ${caller} that calls.` },
    { name: 'aud', where: 'claim', meaning: `\`${audience}\`.` },
    { name: 'iat', where: 'claim', meaning: 'When it was made, in seconds since 1970.' },
    { name: 'exp', where: 'claim', meaning: `When it ends, at most ${tokenLifetimeSeconds} seconds after iat.` },
    { name: 'jti', where: 'claim', meaning: 'An id that is never used again; a second request with it is refused with `token_replayed`.' },
    { name: 'scope', where: 'claim', meaning: 'Scopes, separated by spaces.' },
    { name: 'bh', where: 'claim', meaning: "base64url of the SHA-256 of the request's body as sent, of no bytes for GET." },
  ];
}
