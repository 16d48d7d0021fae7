/**
 * An Ed25519 key as a JWK (RFC 8037); without `d` it is the public one. A type of our own, since @types/node names the one of node:crypto
 * otherwise in each major version.
 */
export type Jwk = { kty?: string; crv?: string; x?: string; d?: string };
