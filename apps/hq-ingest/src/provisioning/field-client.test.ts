import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFieldClient } from './field-client.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'signing-'))));
afterEach(() => rm(folder, { recursive: true }));

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const secret = privateKey.export({ format: 'jwk' });

const refused = /^HQ_SIGNING_KEY_FILE: .* with its kid\.$/u;

test.each([
  ['the public part of a key', { ...publicKey.export({ format: 'jwk' }), kid: 'k' }, refused],
  ['a key without a kid', secret, refused],
  ['a private key with its kid', { ...secret, kid: 'k' }, /^made$/u],
])('whether a file with %s signs requests to Field is known before the first of them', async (_, jwk, expected) => {
  const signingKeyFile = join(folder, 'key.json');
  await writeFile(signingKeyFile, JSON.stringify(jwk));
  const made = createFieldClient({ url: 'http://127.0.0.1:1', signingKeyFile });
  const said = await made.then(
    () => 'made',
    (error: Error) => error.message,
  );
  expect(said).toMatch(expected);
});
