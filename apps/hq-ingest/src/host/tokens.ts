import { createHash, timingSafeEqual } from 'node:crypto';
import { type Scope, scopes, tokenAudience, tokenIssuer, tokenLifetimeSeconds } from '@hq-field/contracts';
import { RequestRefusedError } from '@hq-field/contracts/server';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { ReplayGuard } from './replay.ts';

/** Seconds by which the clocks of caller and server may differ. */
const clockToleranceSeconds = 5;

/** What a token says, once its signature and times hold. */
interface Caller {
  scopes: ReadonlySet<string>;
  bodyHash: string;
  tokenId: string;
}

export interface TokenVerifier {
  /** Everything that does not need the body. */
  verify(authorization: string | undefined, scope: Scope | null): Promise<Caller>;
  /** That the token was made for this body, and is used for the first time. */
  consume(caller: Caller, body: Uint8Array): void;
}

export function createTokenVerifier(publicKeys: JSONWebKeySet, replays: ReplayGuard): TokenVerifier {
  const keys = createLocalJWKSet(publicKeys);
  return {
    async verify(authorization, scope) {
      const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
      if (token === undefined)
        throw new RequestRefusedError('token_invalid', 'The request needs the header "authorization: Bearer <token>"');
      const caller = toCaller(await payloadOf(token, keys));
      if (scope !== null && !caller.scopes.has(scope)) {
        throw new RequestRefusedError('scope_missing', `The token needs the scope ${scope} (${scopes[scope]})`);
      }
      return caller;
    },
    consume(caller, body) {
      const expected = createHash('sha256').update(body).digest();
      const given = Buffer.from(caller.bodyHash, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        throw new RequestRefusedError('token_invalid', 'The token was signed for another body (claim bh)');
      }
      // Last: a request that is refused for another reason does not use its token up.
      if (!replays.use(caller.tokenId)) {
        throw new RequestRefusedError('token_replayed', 'The token was used before; make one for each request');
      }
    },
  };
}

async function payloadOf(token: string, keys: ReturnType<typeof createLocalJWKSet>): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['EdDSA'],
      issuer: tokenIssuer,
      audience: tokenAudience,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['iat', 'exp', 'jti', 'scope', 'bh'],
    });
    return payload;
  } catch (cause) {
    const isTooEarly = cause instanceof errors.JWTClaimValidationFailed && cause.claim === 'nbf' && cause.reason === 'check_failed';
    const isAboutTime = cause instanceof errors.JWTExpired || isTooEarly;
    if (isAboutTime)
      throw new RequestRefusedError('token_expired', 'The token is past its time, or not valid yet; compare the clocks of caller and HQ', {
        cause,
      });
    const why = cause instanceof errors.JOSEError ? cause.code : 'malformed';
    throw new RequestRefusedError(
      'token_invalid',
      `The token does not hold (${why}); it must be signed with EdDSA by a key that HQ knows, for audience ${tokenAudience}`,
      { cause },
    );
  }
}

function toCaller({ iat, exp, jti, scope, bh }: JWTPayload): Caller {
  if (
    typeof iat !== 'number' ||
    typeof exp !== 'number' ||
    typeof jti !== 'string' ||
    jti === '' ||
    typeof scope !== 'string' ||
    typeof bh !== 'string'
  ) {
    throw new RequestRefusedError('token_invalid', 'The token lacks one of the claims iat, exp, jti, scope, bh');
  }
  if (exp - iat > tokenLifetimeSeconds)
    throw new RequestRefusedError('token_invalid', `The token lives longer than ${tokenLifetimeSeconds} seconds`);
  if (iat > Date.now() / 1000 + clockToleranceSeconds) {
    throw new RequestRefusedError('token_expired', 'The token is not valid yet; compare the clocks of caller and HQ');
  }
  return { scopes: new Set(scope.split(' ')), bodyHash: bh, tokenId: jti };
}
