import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusive } from './exclusive.ts';

const workspace = join(import.meta.dirname, '..', '..', '..');
const defaultDirectory = join(workspace, '.dev', 'keys');

/** Files of the key pair for service tokens on this machine. */
export interface DevelopmentKeys {
  /** Private Ed25519 key as a JWK with `kid`, readable by its owner only. */
  signingKeyFile: string;
  /** JWKS with the public key. */
  publicKeysFile: string;
}

/**
 * The development keys of this checkout, kept in `.dev/keys` and made on first use. Any number of processes may call this at the
 * same time: one makes them, and a file is there whole or not at all.
 */
export function developmentKeys(directory: string = defaultDirectory): Promise<DevelopmentKeys> {
  const keys = { signingKeyFile: join(directory, 'signing-key.json'), publicKeysFile: join(directory, 'public-keys.json') };
  return exclusive(directory, async () => {
    if (existsSync(keys.signingKeyFile) && existsSync(keys.publicKeysFile)) return keys;
    mkdirSync(directory, { recursive: true });
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const head = { kid: `development-${randomUUID().slice(0, 8)}`, alg: 'EdDSA', use: 'sig' };
    // The public key first: a signing key is never there without the key that verifies it.
    writeWhole(keys.publicKeysFile, { keys: [{ ...publicKey.export({ format: 'jwk' }), ...head }] }, 0o644);
    writeWhole(keys.signingKeyFile, { ...privateKey.export({ format: 'jwk' }), ...head }, 0o600);
    return keys;
  });
}

function writeWhole(file: string, value: unknown, mode: number): void {
  const part = `${file}.${process.pid}`;
  writeFileSync(part, `${JSON.stringify(value, null, 2)}\n`, { mode });
  renameSync(part, file);
}
