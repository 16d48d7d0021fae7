import { createHash, timingSafeEqual } from 'node:crypto';
import { type FieldScope, fieldTokenAudience, fieldTokenIssuer, tokenLifetimeSeconds } from '@hq-field/contracts';
import { RequestRefusedError } from '@hq-field/contracts/server';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';

/** Seconds by which the clocks of HQ and Field may differ. */
const clockToleranceSeconds = 5;

/** Admits a request of HQ by everything that does not need its body, then its body. Both throw RequestRefusedError. */
export type AdmitHq = (authorization: string | undefined, scope: FieldScope) => Promise<(body: Uint8Array) => void>;

/** Checks tokens against HQ's public keys, each for its own body and once. */
export function hqAdmission(publicKeys: JSONWebKeySet): AdmitHq {
  const keys = createLocalJWKSet(publicKeys);
  const used = new Map<string, number>();
  return async (authorization, scope) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new RequestRefusedError('token_invalid', 'The request needs the header "authorization: Bearer <token>"');
    const { iat, exp, jti, scope: given, bh } = await payloadOf(token, keys);
    if (
      typeof iat !== 'number' ||
      typeof exp !== 'number' ||
      typeof jti !== 'string' ||
      typeof given !== 'string' ||
      typeof bh !== 'string'
    )
      throw new RequestRefusedError('token_invalid', 'The token lacks one of the claims iat, exp, jti, scope, bh');
    if (exp - iat > tokenLifetimeSeconds)
      throw new RequestRefusedError('token_invalid', `The token lives longer than ${tokenLifetimeSeconds} seconds`);
    if (iat > Date.now() / 1000 + clockToleranceSeconds)
      throw new RequestRefusedError('token_expired', 'The token is not valid yet; compare the clocks of HQ and Field');
    if (!given.split(' ').includes(scope)) throw new RequestRefusedError('scope_missing', `The token needs the scope ${scope}`);
    return (body) => {
      const now = Date.now() / 1000;
      // A body may come slowly, and what is past its time is not remembered below.
      if (exp + clockToleranceSeconds < now)
        throw new RequestRefusedError('token_expired', 'The token is past its time; compare the clocks of HQ and Field');
      const expected = createHash('sha256').update(body).digest();
      const signed = Buffer.from(bh, 'base64url');
      if (signed.length !== expected.length || !timingSafeEqual(signed, expected))
        throw new RequestRefusedError('token_invalid', 'The token was signed for another body (claim bh)');
      // Last: a request that is refused for another reason does not use its token up.
      if (used.has(jti)) throw new RequestRefusedError('token_replayed', 'The token was used before; make one for each request');
      used.set(jti, exp);
      for (const [id, until] of used) {
        if (until + clockToleranceSeconds >= now) break;
        used.delete(id);
      }
    };
  };
}

async function payloadOf(token: string, keys: ReturnType<typeof createLocalJWKSet>): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['EdDSA'],
      issuer: fieldTokenIssuer,
      audience: fieldTokenAudience,
      clockTolerance: clockToleranceSeconds,
    });
    return payload;
  } catch (cause) {
    if (cause instanceof errors.JWTExpired)
      throw new RequestRefusedError('token_expired', 'The token is past its time; compare the clocks of HQ and Field', { cause });
    const why = cause instanceof errors.JOSEError ? cause.code : 'malformed';
    throw new RequestRefusedError(
      'token_invalid',
      `The token does not hold (${why}); it must be signed by HQ, for audience ${fieldTokenAudience}`,
      {
        cause,
      },
    );
  }
}
