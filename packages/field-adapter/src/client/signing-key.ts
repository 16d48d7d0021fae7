import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A private Ed25519 key in JWK form, with its kid: what signs requests to HQ. Throws for any other text. */
export function parseSigningKey(text: string): { key: KeyObject; kid: string } {
  const jwk = JSON.parse(text) as JsonWebKey;
  const kid = jwk['kid'];
  if (typeof kid !== 'string' || kid === '') throw new TypeError('The key has no kid.');
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError(`Expected an ed25519 key, got ${key.asymmetricKeyType}.`);
  return { key, kid };
}

/** Whether a file holds a signing key. Asked before anything starts: found at the first request, it would be a matter of HQ, for which hosts wait. */
export function isSigningKey(file: string): boolean {
  try {
    parseSigningKey(readFileSync(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
