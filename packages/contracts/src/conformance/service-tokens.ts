import { createHash, createHmac, createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto';
import { type Scope, scopes, tokenAudience, tokenIssuer, tokenLifetimeSeconds } from '../v1/tokens.ts';
import type { Jwk } from './jwk.ts';

/** Makes the token of one request. */
export type MakeToken = (body: Uint8Array, scopes: readonly Scope[]) => string | Promise<string>;

/** What a forged token has wrong; the rest is as it should be. */
export interface Forgery {
  claims?: Record<string, unknown>;
  /** `HS256` signs with the text of the public key. */
  algorithm?: 'EdDSA' | 'HS256' | 'none';
  keyId?: string;
  /** Signed with another key than the service's. */
  strangeKey?: Jwk;
}

/** Makes a token that HQ must refuse. */
export type ForgeToken = (body: Uint8Array, forgery: Forgery) => string | Promise<string>;

/** Tokens of a service whose private Ed25519 key (JWK with `kid`) the caller holds: right ones, and forged ones for the kit. */
export function serviceTokens(privateKey: Jwk & { kid?: string }): { token: MakeToken; forge: ForgeToken } {
  const forge = (body: Uint8Array, forgery: Forgery): string => {
    const now = Math.floor(Date.now() / 1000);
    const head = { alg: forgery.algorithm ?? 'EdDSA', kid: forgery.keyId ?? privateKey.kid ?? '' };
    const claims = {
      iss: tokenIssuer,
      aud: tokenAudience,
      iat: now,
      exp: now + tokenLifetimeSeconds,
      jti: randomUUID(),
      scope: Object.keys(scopes).join(' '),
      bh: createHash('sha256').update(body).digest('base64url'),
      ...forgery.claims,
    };
    const signed = `${encode(head)}.${encode(claims)}`;
    return `${signed}.${signatureOf(signed, head.alg, forgery.strangeKey ?? privateKey)}`;
  };
  return { forge, token: (body, wanted) => forge(body, { claims: { scope: wanted.join(' ') } }) };
}

function signatureOf(signed: string, algorithm: string, jwk: Jwk): string {
  if (algorithm === 'none') return '';
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  if (algorithm === 'EdDSA') return sign(null, Buffer.from(signed), key).toString('base64url');
  const publicText = createPublicKey(key).export({ format: 'pem', type: 'spki' });
  return createHmac('sha256', publicText).update(signed).digest('base64url');
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
