/**
 * Service tokens: a JWT in `authorization: Bearer`, signed with EdDSA, one for each request. Claims: iss, aud, iat, exp at most
 * 60 s after iat, jti, scope (space-separated), bh (base64url of the SHA-256 of the request's body, of no bytes for GET).
 */
export const scopes = {
  ingest: 'records.applyBatch and creations.*',
  verify: 'verification.* and the extracts',
  administer: 'administration.*',
} as const;

export type Scope = keyof typeof scopes;

/** Scopes that came after version 1.0.0: the lock lists them apart, because one more takes nothing from an older side. */
export const laterScopes = ['administer'] as const satisfies readonly Scope[];

/** Claim iss of every token: the service that moves Field's records. */
export const tokenIssuer = 'field-migration';
export const tokenAudience = 'hq';
export const tokenLifetimeSeconds = 60;

/** Tokens for Field have the same form, signed by HQ's key. */
export const fieldScopes = {
  provision: 'provisioning.*',
} as const;

export type FieldScope = keyof typeof fieldScopes;

/** Claim iss of every token for Field: the service that delivers what HQ has created. */
export const fieldTokenIssuer = 'hq-provisioning';
export const fieldTokenAudience = 'field';
