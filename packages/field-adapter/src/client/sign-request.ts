import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Scope, tokenAudience, tokenIssuer, tokenLifetimeSeconds } from '@hq-field/contracts';
// Not the whole library: a short command would load three times as many modules.
import { SignJWT } from 'jose/jwt/sign';
import { HqError } from './hq-error.ts';
import { parseSigningKey } from './signing-key.ts';

/** Makes the token of one request: signed with EdDSA, bound to the request's body, used once. */
export type SignRequest = (body: Uint8Array | string) => Promise<string>;

export interface SigningKey {
  signingKeyFile: string;
  /** The setting that names that file, for who has to mend it. */
  signingKeySetting?: string;
}

/** Reads the private key (JWK with kid) on first use, and again while it cannot be read. Signing throws HqError then. */
export function requestSigner(of: SigningKey, scopes: readonly Scope[]): SignRequest {
  let loading: ReturnType<typeof loadKey> | null = null;
  return async (body) => {
    loading ??= loadKey(of).catch((error: unknown) => {
      loading = null;
      throw error;
    });
    const { key, kid } = await loading;
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ scope: scopes.join(' '), bh: createHash('sha256').update(body).digest('base64url') })
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setIssuer(tokenIssuer)
      .setAudience(tokenAudience)
      .setIssuedAt(now)
      .setExpirationTime(now + tokenLifetimeSeconds)
      .setJti(randomUUID())
      .sign(key);
  };
}

async function loadKey({ signingKeyFile: file, signingKeySetting: setting }: SigningKey) {
  try {
    return parseSigningKey(await readFile(file, 'utf8'));
  } catch (error) {
    const mend = setting === undefined ? 'It must be' : `${setting} must name`;
    throw new HqError(
      'token_invalid',
      `The signing key in ${file} cannot be read. ${mend} a private Ed25519 key in JWK form, with its kid.`,
      {
        cause: error,
      },
    );
  }
}
