/**
 * Service tokens: a JWT in `authorization: Bearer`, signed with EdDSA, one for each request. Claims: iss, aud, iat, exp at most
 * 60 s after iat, jti, scope (space-separated), bh (base64url of the SHA-256 of the request's body, of no bytes for GET).
 */
export const scopes = {
  ingest: 'records.applyBatch',
  verify: 'verification.* and the extracts',
} as const;

export type Scope = keyof typeof scopes;

/** Claim iss of every token: the service that moves Field's records. */
export const tokenIssuer = 'field-migration';
export const tokenAudience = 'hq';
export const tokenLifetimeSeconds = 60;
