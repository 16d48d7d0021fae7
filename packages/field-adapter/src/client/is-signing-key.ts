import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * Whether a file holds a private Ed25519 key in JWK form, with its kid: what signs requests to HQ. Asked before anything starts: found at the first
 * request, it would be a matter of HQ, for which hosts wait.
 */
export function isSigningKey(file: string): boolean {
  try {
    const key = JSON.parse(readFileSync(file, 'utf8')) as JsonWebKey;
    const hasKid = typeof key['kid'] === 'string' && key['kid'] !== '';
    return hasKid && createPrivateKey({ key, format: 'jwk' }).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
