import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrivateKey, createPublicKey, type JsonWebKey, sign, verify } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { developmentKeys } from './development-keys.ts';

const directory = mkdtempSync(join(tmpdir(), 'hq-field-keys-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('makes one pair, also when two ask at once, and keeps it', async () => {
  const [first, second] = await Promise.all([developmentKeys(directory), developmentKeys(directory)]);
  expect(second).toEqual(first);
  const before = readFileSync(first.signingKeyFile, 'utf8');
  await developmentKeys(directory);
  expect(readFileSync(first.signingKeyFile, 'utf8')).toBe(before);
});

test('the public key verifies what the private key signs, and only its owner reads the private key', async () => {
  const { signingKeyFile, publicKeysFile } = await developmentKeys(directory);
  expect(statSync(signingKeyFile).mode & 0o777).toBe(0o600);
  const privateKey = createPrivateKey({ key: JSON.parse(readFileSync(signingKeyFile, 'utf8')) as JsonWebKey, format: 'jwk' });
  const published = (JSON.parse(readFileSync(publicKeysFile, 'utf8')) as { keys: JsonWebKey[] }).keys[0];
  expect(published).not.toHaveProperty('d');
  const publicKey = createPublicKey({ key: published ?? {}, format: 'jwk' });
  expect(verify(null, Buffer.from('text'), publicKey, sign(null, Buffer.from('text'), privateKey))).toBe(true);
});
