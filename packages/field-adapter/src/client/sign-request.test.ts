import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAdministrationClient } from './administration-client.ts';
import { createHqClient } from './hq-client.ts';
import { isSigningKey } from './signing-key.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'signing-'))));
afterEach(() => rm(folder, { recursive: true }));

const signingKeySetting = 'FIELD_SIGNING_KEY_FILE';

test('a signing key that cannot be read is told as such, not as an HQ that is away, and is read again later', async () => {
  const options = { url: 'http://127.0.0.1:1', signingKeyFile: join(folder, 'key.json'), signingKeySetting };
  const client = createHqClient(options);
  const asked = [
    client.hello(),
    client.extract('users'),
    createAdministrationClient(options).readHome({ actor: { externalId: 'a', oxygenUid: null, email: null } }),
  ];
  for (const answer of await Promise.allSettled(asked))
    expect(answer).toMatchObject({
      reason: { code: 'token_invalid', retryable: false, message: expect.stringContaining(`${signingKeySetting} must name`) },
    });
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeFile(options.signingKeyFile, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'k' }));
  await expect(client.hello()).rejects.toMatchObject({ code: 'unreachable' });
});

test('without a setting the words name the file alone', async () => {
  const client = createHqClient({ url: 'http://127.0.0.1:1', signingKeyFile: join(folder, 'none.json') });
  await expect(client.hello()).rejects.toThrow(
    /none\.json cannot be read\. It must be a private Ed25519 key in JWK form, with its kid\.$/u,
  );
});

const pair = generateKeyPairSync('ed25519');
const [secret, known] = [pair.privateKey.export({ format: 'jwk' }), pair.publicKey.export({ format: 'jwk' })];
const ofAnotherKind = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });

test.each([
  ['the public part of a key', { ...known, kid: 'k' }],
  ['a key without a kid', secret],
  ['a key with an empty kid', { ...secret, kid: '' }],
  ['a key of another kind', { ...ofAnotherKind, kid: 'k' }],
])('a file with %s is no signing key, and is read again when it is mended', async (_, jwk) => {
  const signingKeyFile = join(folder, 'key.json');
  await writeFile(signingKeyFile, JSON.stringify(jwk));
  expect(isSigningKey(signingKeyFile)).toBe(false);
  const client = createHqClient({ url: 'http://127.0.0.1:1', signingKeyFile, signingKeySetting });
  await expect(client.hello()).rejects.toMatchObject({ code: 'token_invalid', retryable: false });
  await writeFile(signingKeyFile, JSON.stringify({ ...secret, kid: 'k' }));
  expect(isSigningKey(signingKeyFile)).toBe(true);
  await expect(client.hello()).rejects.toMatchObject({ code: 'unreachable' });
});
