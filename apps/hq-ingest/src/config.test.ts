import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

test('the console is off until it is asked for', () => {
  expect(readConfig({}).console).toBeNull();
  expect(readConfig({ HQ_OPERATORS: 'ann@example.com', HQ_HOST: '0.0.0.0' }).console).toBeNull();
});

test('the settings of the console are read', () => {
  expect(
    readConfig({
      HQ_CONSOLE: 'on',
      HQ_OPERATORS: 'Ann@Example.com, ben@example.com',
      HQ_FIELD_PAGES_URL: 'http://127.0.0.1:4020/',
      GATES_DATABASE_URL: 'postgres://reader@127.0.0.1/runner',
    }),
  ).toMatchObject({
    console: {
      operators: new Set(['ann@example.com', 'ben@example.com']),
      sessionSecret: undefined,
      fieldPagesUrl: 'http://127.0.0.1:4020',
    },
    gatesUrl: 'postgres://reader@127.0.0.1/runner',
  });
  expect(readConfig({ HQ_CONSOLE: 'on', HQ_HOST: '::1' }).console?.operators.size).toBe(0);
});

test.each([
  [{ HQ_CONSOLE: 'yes' }, 'HQ_CONSOLE'],
  [{ HQ_PORT: 'abc' }, 'HQ_PORT: must be a whole number from 0 to 65535'],
  [{ HQ_DATABASE_URL: 'postgres://u:p@ss#w@host/db' }, 'HQ_DATABASE_URL: must look like'],
  [{ HQ_DATABASE_URL: 'postgres://u:p@ss@host/db' }, '%40 for @'],
  [{ HQ_OPERATORS: 'ann@example.com;ben' }, 'HQ_OPERATORS'],
  [{ HQ_SESSION_SECRET: 'short' }, 'HQ_SESSION_SECRET'],
  [{ HQ_FIELD_PAGES_URL: 'field' }, 'HQ_FIELD_PAGES_URL'],
  [{ GATES_DATABASE_URL: 'mysql://x/y' }, 'GATES_DATABASE_URL'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT: must look like http://127.0.0.1:4318'],
  [{ HQ_CONSOLE: 'on', HQ_HOST: '0.0.0.0' }, 'HQ_HOST must be 127.0.0.1'],
])('%j is refused by name', (env, words) => {
  expect(() => readConfig(env)).toThrow(ConfigError);
  expect(() => readConfig(env)).toThrow(words);
});
