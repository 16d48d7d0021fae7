import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { contractVersion, contractVersionHeader, fieldTokenAudience, fieldTokenIssuer, limits } from '@hq-field/contracts';
import { sample } from '@hq-field/contracts/conformance';
import { exchangesOf } from '@hq-field/contracts/documentation';
import { installCapture, openField } from '@hq-field/field-adapter';
import { type GateName, offValue } from '@hq-field/gates';
import { testDatabase } from '@hq-field/testkit';
import { type JWTPayload, SignJWT } from 'jose';
import postgres from 'postgres';
import { afterAll, expect, test, vi } from 'vitest';
import { createLegacySchema } from '../legacy-schema/legacy-schema.ts';
import { createApp } from './app.ts';
import { hqAdmission } from './tokens.ts';

const database = await testDatabase('field_of_hq', async (url) => {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await createLegacySchema(sql);
  await sql.end();
});
const field = openField(database.url);
await installCapture(field);
afterAll(async () => {
  await field.end({ timeout: 1 });
  await database.drop();
});

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const admit = hqAdmission({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'hq', alg: 'EdDSA' }] });
const pages = {
  gates: { value: async (gate: GateName) => offValue(gate) as never, words: async () => null },
  sessionSecret: 'a secret of the tests',
  maintenanceText: null,
};
const app = createApp({ field, admit, pages });

function tokenFor(body: string, claims: JWTPayload = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const bh = createHash('sha256').update(body).digest('base64url');
  const said = { iss: fieldTokenIssuer, aud: fieldTokenAudience, iat: now, exp: now + 60, jti: randomUUID(), scope: 'provision', bh };
  return new SignJWT({ ...said, ...claims }).setProtectedHeader({ alg: 'EdDSA', kid: 'hq' }).sign(privateKey);
}

const aPut = () => ({
  source: 'hq',
  revision: 1,
  account: sample.account('Acme', { hqId: randomUUID() }).data,
  administrator: null,
});

async function call(input: unknown, options: { token?: string; claims?: JWTPayload; path?: string; version?: string } = {}) {
  const body = JSON.stringify(input);
  const response = await app.request(`http://field/trpc/${options.path ?? 'provisioning.putAccount'}`, {
    method: 'POST',
    body,
    headers: {
      authorization: `Bearer ${options.token ?? (await tokenFor(body, options.claims))}`,
      [contractVersionHeader]: options.version ?? contractVersion,
      'content-type': 'application/json',
    },
  });
  const answer = (await response.json()) as {
    result?: { data: { outcome: string } };
    error?: { message: string; data: { reason: string; issues: { path: unknown[] }[] } };
  };
  return { status: response.status, outcome: answer.result?.data.outcome, reason: answer.error?.data.reason, ...answer };
}

test('what HQ puts with its token is taken, once', async () => {
  const put = aPut();
  expect(await call(put)).toMatchObject({ status: 200, outcome: 'applied' });
  expect(await call(put)).toMatchObject({ status: 200, outcome: 'unchanged' });
});

test('Field answers the examples of the contract as they say, but for its own guids', async () => {
  const guids = new Map<string, string>();
  const spelled = (value: unknown) => JSON.stringify(value).replace(/"[0-9a-f-]{36}"/gu, (guid) => guids.get(guid) ?? guid);
  for (const { path, input, output } of exchangesOf.field) {
    const answer = await call(JSON.parse(spelled(input)), { path });
    const data = answer.result?.data as Record<string, unknown>;
    for (const [name, value] of Object.entries(output))
      if (typeof value === 'string' && ['externalId', 'administrator'].includes(name))
        guids.set(JSON.stringify(value), JSON.stringify(data[name]));
    expect(data, path).toEqual(JSON.parse(spelled(output)));
  }
  expect(guids.size).toBe(3);
});

const now = Math.floor(Date.now() / 1000);
test.each<[string, JWTPayload, number, string]>([
  ['for the audience hq', { aud: 'hq' }, 401, 'token_invalid'],
  ['of the issuer of Field', { iss: 'field-migration' }, 401, 'token_invalid'],
  ['for another body', { bh: 'AAAA' }, 401, 'token_invalid'],
  ['that lives too long', { exp: now + 600 }, 401, 'token_invalid'],
  ['that is past its time', { iat: now - 120, exp: now - 60 }, 401, 'token_expired'],
  ['from the future', { iat: now + 100, exp: now + 160 }, 401, 'token_expired'],
  ['with the scope of an ingest', { scope: 'ingest verify' }, 403, 'scope_missing'],
])('a token %s is refused', async (_title, claims, status, reason) => {
  expect(await call(aPut(), { claims })).toMatchObject({ status, reason });
});

test('no token, a token used twice and alg none are refused', async () => {
  const put = aPut();
  const token = await tokenFor(JSON.stringify(put));
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`;
  expect(await call(put, { token: 'nonsense' })).toMatchObject({ status: 401, reason: 'token_invalid' });
  expect(await call(put, { token: unsigned })).toMatchObject({ status: 401, reason: 'token_invalid' });
  expect((await call(put, { token })).status).toBe(200);
  expect(await call(put, { token })).toMatchObject({ status: 401, reason: 'token_replayed' });
});

test('a body is read for a token of HQ alone, and to the limit, also when nobody has said how long it is', async () => {
  const bytes = 1024 * 1024;
  let sent = 0;
  const endless = async (token: string) => {
    sent = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(stream) {
          sent += bytes;
          stream.enqueue(new Uint8Array(bytes));
        },
      },
      { highWaterMark: 0 },
    );
    const headers = { authorization: `Bearer ${token}`, [contractVersionHeader]: contractVersion };
    const answer = await app.request('http://field/trpc/provisioning.putAccount', {
      method: 'POST',
      body,
      headers,
      duplex: 'half',
    } as RequestInit);
    return ((await answer.json()) as { error: { data: { reason: string } } }).error.data.reason;
  };
  expect([await endless('nonsense'), sent]).toEqual(['token_invalid', 0]);
  expect([await endless(await tokenFor('')), sent]).toEqual(['limit_exceeded', limits.bytesPerRequest + bytes]);
});

test('a token whose body comes after its time is refused', async () => {
  const admitBody = await admit(`Bearer ${await tokenFor('late')}`, 'provision');
  vi.setSystemTime(Date.now() + 70_000);
  expect(() => admitBody(Buffer.from('late'))).toThrow('past its time');
  vi.useRealTimers();
});

test('another major, another procedure and a body that does not fit are refused, each place named', async () => {
  expect(await call(aPut(), { version: '2.0.0' })).toMatchObject({ status: 412, reason: 'contract_mismatch' });
  expect(await call(aPut(), { path: 'provisioning.putNothing' })).toMatchObject({ status: 400, reason: 'request_invalid' });
  const { error, ...answer } = await call({ ...aPut(), account: sample.account('Acme').data, surplus: 1 });
  expect(answer).toMatchObject({ status: 400, reason: 'request_invalid' });
  expect(error?.data.issues.map(({ path }) => path)).toEqual([['account', 'hqId'], []]);
});

test.each([
  ['is not prepared', 'table outbound.provisioned'],
  ['an older release has prepared', 'function outbound.take_changes'],
])('a Field that %s answers 503 and says what to do, so that HQ tries again', async (_title, lacking) => {
  await field.unsafe(`alter ${lacking} rename to elsewhere`);
  expect(await call(aPut())).toMatchObject({
    status: 503,
    reason: 'unavailable',
    error: { message: expect.stringContaining('pnpm migrate install') },
  });
  await field.unsafe(`alter ${lacking.replace(/\w+$/u, 'elsewhere')} rename to ${lacking.split('.')[1]}`);
  expect((await call(aPut())).status).toBe(200);
});
