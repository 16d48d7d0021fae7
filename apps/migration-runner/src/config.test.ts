import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readConfig } from './config.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});
function configFile(text: string): void {
  const path = join(folder, 'migration.json');
  writeFileSync(path, text);
  vi.stubEnv('RUNNER_CONFIG_FILE', path);
}

const ed25519 = () => generateKeyPairSync('ed25519').privateKey;
const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
function keyFile(key: object): string {
  const path = join(folder, 'key.json');
  writeFileSync(path, JSON.stringify(key));
  return path;
}

test('a file holds the settings and the limits; the environment wins, and what is not named has its default', () => {
  configFile(
    JSON.stringify({
      HQ_URL: 'http://hq.example',
      HQ_REQUEST_SECONDS: 90,
      LOG_LEVEL: 'debug',
      tolerance: { hqLoad: { hold: 0.5, halve: 0.7 } },
    }),
  );
  vi.stubEnv('LOG_LEVEL', 'error');
  expect(readConfig()).toMatchObject({
    hqUrl: 'http://hq.example',
    hqRequestMs: 90_000,
    logLevel: 'error',
    tolerance: { hqLoad: { hold: 0.5, halve: 0.7 }, hqErrors: { hold: 0, halve: 0 } },
  });
});

test('every mistake is named at once, of the file and of the environment', () => {
  configFile(JSON.stringify({ HQ_URI: 'http://hq.example', tolerance: { hqLoad: { hold: 'low', halve: 1 } } }));
  vi.stubEnv('FIELD_DATABASE_URL', 'mysql://field');
  vi.stubEnv('HQ_PORT', '99999');
  vi.stubEnv('HQ_REQUEST_SECONDS', '0');
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4318');
  expect(() => readConfig()).toThrow(
    /HQ_URI[^]*FIELD_DATABASE_URL[^]*HQ_PORT[^]*HQ_REQUEST_SECONDS[^]*OTEL_EXPORTER_OTLP_ENDPOINT must be a URL like/u,
  );
  expect(() => readConfig()).toThrow('tolerance.hqLoad.hold');
});

test('a limit that halves before it holds is refused', () => {
  configFile(JSON.stringify({ tolerance: { hqLoad: { hold: 0.9, halve: 0.5 }, fieldProbeMs: { hold: 50, halve: null } } }));
  expect(() => readConfig()).toThrow(/^The settings are not right:\n {2}\S* ?tolerance\.hqLoad hold must not be above halve$/u);
});

test.each([
  ['HQ_URL', 'http://me:secret@hq.example', 'without a user and a password'],
  ['FIELD_DATABASE_URL', 'postgres://me:secret%@field.example/field', '%25 for %'],
  ['RUNNER_DATABASE_URL', 'postgres://me:sec#ret@runner.example/runner', '%23 for #'],
  ['FIELD_DATABASE_URL', 'postgres://me:p@sec#ret@field.example/field', '%40 for @'],
  ['FIELD_DATABASE_URL', 'postgres://me:p@secret@field.example/field', '%40 for @'],
  ['FIELD_DATABASE_URL', 'postgres://me:12/secret@field.example/field', '%2F for /'],
  ['HQ_PORT', 'abc', 'HQ_PORT must be a whole number from 0 to 65535'],
  ['METRICS_PORT', '0x10', 'METRICS_PORT must be a whole number from 0 to 65535'],
  ['HQ_REQUEST_SECONDS', ' ', 'HQ_REQUEST_SECONDS must be a whole number from 1 to 600'],
])('%s=%s is refused, with what is wrong and without the password', (name, value, words) => {
  vi.stubEnv(name, value);
  expect(() => readConfig()).toThrow(words);
  expect(() => readConfig()).not.toThrow(/sec#?ret/u);
});

test.each([
  ['is absent', () => join(folder, 'absent.json')],
  ['is a folder', () => folder],
  ['holds no key', () => keyFile({})],
  ['holds the public half', () => keyFile({ ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }), kid: 'a' })],
  ['holds a key of another kind', () => keyFile({ ...p256().export({ format: 'jwk' }), kid: 'a' })],
  ['holds a key without its kid', () => keyFile(ed25519().export({ format: 'jwk' }))],
])('a signing key file that %s is named with the other mistakes', (_, file) => {
  vi.stubEnv('RUNNER_SIGNING_KEY_FILE', file());
  vi.stubEnv('HQ_PORT', '99999');
  expect(() => readConfig()).toThrow(/HQ_PORT[^]*RUNNER_SIGNING_KEY_FILE must name a readable file with a private Ed25519 key/u);
});

test.each([
  ['FIELD_DATABASE_URL', 'postgres://me:p%40ss%23w@field.example:5432/field?sslmode=require'],
  ['FIELD_DATABASE_URL', 'postgresql://[::1]/field'],
  ['LOG_LEVEL', 'fatal'],
])('%s=%s is taken', (name, value) => {
  vi.stubEnv(name, value);
  expect(Object.values(readConfig())).toContain(value);
});

test('a signing key file is taken when it holds a private key', () => {
  vi.stubEnv('RUNNER_SIGNING_KEY_FILE', keyFile({ ...ed25519().export({ format: 'jwk' }), kid: 'a' }));
  expect(readConfig().signingKeyFile).toBe(join(folder, 'key.json'));
});

test('a file that is none is a mistake, not silence', () => {
  configFile('{ "HQ_URL": ');
  expect(() => readConfig()).toThrow('cannot be read');
  vi.stubEnv('RUNNER_CONFIG_FILE', join(folder, 'absent.json'));
  expect(() => readConfig()).toThrow('absent.json');
});
