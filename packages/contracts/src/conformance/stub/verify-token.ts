import { createHash, createPublicKey, verify } from 'node:crypto';
import { RequestRefusedError } from '../../v1/request-refused-error.ts';
import { type Scope, scopes, tokenAudience, tokenIssuer, tokenLifetimeSeconds } from '../../v1/tokens.ts';
import type { Jwk } from '../jwk.ts';

/** Seconds by which the clocks of caller and stub may differ. */
const clockToleranceSeconds = 5;

interface Claims {
  iss?: unknown;
  aud?: unknown;
  iat?: unknown;
  exp?: unknown;
  jti?: unknown;
  scope?: unknown;
  bh?: unknown;
}

/** Checks the token of one request. Ids of tokens are remembered as long as the stub lives. */
export type VerifyToken = (authorization: string | undefined, scope: Scope | null, body: Uint8Array) => void;

/** Takes tokens that this key signed, each once. */
export function tokenVerifier(publicKey: Jwk & { kid?: string }): VerifyToken {
  const key = createPublicKey({ key: publicKey, format: 'jwk' });
  const used = new Set<string>();
  return (authorization, scope, body) => {
    const [head, payload, signature] = partsOf(authorization);
    const { alg, kid } = decoded(head) as { alg?: unknown; kid?: unknown };
    const isSigned = alg === 'EdDSA' && kid === publicKey.kid;
    if (!isSigned || !verify(null, Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url')))
      throw new RequestRefusedError('token_invalid', 'The token must be signed with EdDSA by the key of the stub');
    const claims = decoded(payload) as Claims;
    const id = checkClaims(claims);
    if (scope !== null && !String(claims.scope).split(' ').includes(scope))
      throw new RequestRefusedError('scope_missing', `The token needs the scope ${scope} (${scopes[scope]})`);
    if (claims.bh !== createHash('sha256').update(body).digest('base64url'))
      throw new RequestRefusedError('token_invalid', 'The token was signed for another body (claim bh)');
    // Last: a request that is refused for another reason does not use its token up.
    if (used.has(id)) throw new RequestRefusedError('token_replayed', 'The token was used before; make one for each request');
    used.add(id);
  };
}

/** Returns the token's id. */
function checkClaims({ iss, aud, iat, exp, jti, scope, bh }: Claims): string {
  const isWhole = typeof iat === 'number' && typeof exp === 'number' && typeof jti === 'string' && jti !== '';
  if (!isWhole || typeof scope !== 'string' || typeof bh !== 'string' || iss !== tokenIssuer || aud !== tokenAudience)
    throw new RequestRefusedError('token_invalid', `The token needs iss ${tokenIssuer}, aud ${tokenAudience}, iat, exp, jti, scope and bh`);
  if (exp - iat > tokenLifetimeSeconds)
    throw new RequestRefusedError('token_invalid', `The token lives longer than ${tokenLifetimeSeconds} seconds`);
  const now = Date.now() / 1000;
  if (exp < now - clockToleranceSeconds || iat > now + clockToleranceSeconds)
    throw new RequestRefusedError('token_expired', 'The token is past its time, or not valid yet; compare the clocks');
  return jti;
}

function partsOf(authorization: string | undefined): [string, string, string] {
  const match = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization ?? '');
  if (match === null) throw new RequestRefusedError('token_invalid', 'The request needs the header "authorization: Bearer <token>"');
  return [match[1] ?? '', match[2] ?? '', match[3] ?? ''];
}

function decoded(part: string): object {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
  } catch (cause) {
    throw new RequestRefusedError('token_invalid', 'The token is malformed', { cause });
  }
}
