import { readFile } from 'node:fs/promises';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { ConfigError } from '../config.ts';

const jwks = z.object({
  keys: z.array(z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), kid: z.string().min(1), x: z.string() })).min(1),
});

/** Reads the JWKS whose keys may sign tokens. Several stand in it while keys are exchanged. */
export async function readPublicKeys(file: string): Promise<JSONWebKeySet> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new ConfigError(`HQ_PUBLIC_KEYS_FILE: ${file} cannot be read.`);
  }
  try {
    return jwks.parse(JSON.parse(text));
  } catch {
    throw new ConfigError(
      `HQ_PUBLIC_KEYS_FILE: ${file} is not a JWKS of Ed25519 keys with kid ({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "kid", "x" }] }).`,
    );
  }
}
