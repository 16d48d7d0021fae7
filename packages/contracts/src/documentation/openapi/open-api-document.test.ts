import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, expect, test } from 'vitest';
import { createStubServer, serviceTokens } from '../../conformance/index.ts';
import type { JsonSchema } from '../../lock/lock-shape.ts';
import { entityNames } from '../../v1/entities/index.ts';
import { statusOf } from '../../v1/error.ts';
import { extractNames } from '../../v1/extracts/index.ts';
import { limits } from '../../v1/limits.ts';
import { fieldProcedures, hqProcedures } from '../../v1/procedures/index.ts';
import { contractVersion } from '../../v1/version.ts';
import { exampleExchanges } from '../examples/example-exchanges.ts';
import { exampleRecords, exampleTombstone } from '../examples/example-records.ts';
import { openApiDocument } from './open-api-document.ts';

// The documents as their readers have them: text.
const document = JSON.parse(JSON.stringify(openApiDocument('hq'))) as JsonSchema;
const ofField = JSON.parse(JSON.stringify(openApiDocument('field'))) as JsonSchema;
const ajv = addFormats.default(new Ajv2020({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true }));
// OpenAPI's own keywords are no part of a schema.
ajv.addVocabulary(['openapi', 'jsonSchemaDialect', 'info', 'servers', 'tags', 'paths', 'components']);
ajv.addSchema(document, 'document');
ajv.addSchema(ofField, 'field');

/** What stands at a place of the document, references followed. */
function at(...path: string[]): JsonSchema {
  return within(document, path);
}

function within(root: JsonSchema, path: readonly string[]): JsonSchema {
  let place: unknown = root;
  for (const step of path) place = followed((place as JsonSchema)[step], root);
  return place as JsonSchema;
}

function followed(place: unknown, root = document): unknown {
  const reference = (place as JsonSchema | undefined)?.['$ref'];
  return typeof reference === 'string' ? within(root, reference.slice(2).split('/')) : place;
}

/** Why a value is none of those that the schema at a place describes; empty when it is one. */
function problemsOf(value: unknown, ...path: string[]): unknown[] {
  return problemsIn('document', value, path);
}

function problemsIn(name: 'document' | 'field', value: unknown, path: readonly string[]): unknown[] {
  const pointer = path.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const validate = ajv.getSchema(`${name}#/${pointer}`);
  if (validate === undefined) throw new Error(`There is no schema at ${pointer}.`);
  return validate(value) === true ? [] : (validate.errors ?? []);
}

const stub = await createStubServer();
const tokens = serviceTokens(stub.privateKey);
afterAll(() => stub.stop());

interface Call {
  method?: string;
  body?: string;
  headers?: Record<string, string>;
  claims?: Record<string, unknown>;
  url?: string;
}

async function call(path: string, { method = 'POST', body = '{}', headers = {}, claims = {}, url = stub.url }: Call = {}) {
  const sent = method === 'GET' ? '' : body;
  const authorization = `Bearer ${await tokens.forge(Buffer.from(sent), { claims })}`;
  const response = await fetch(`${url}${path}`, {
    method,
    ...(method === 'GET' ? {} : { body }),
    headers: { authorization, 'x-contract-version': contractVersion, ...headers },
  });
  return { response, status: String(response.status), text: await response.text() };
}

/** Holds an answer to what the document says of its status: media type, body, and headers that are always there. */
function expectDocumented(path: string, method: string, { response, status, text }: Awaited<ReturnType<typeof call>>): void {
  const documented = at('paths', path, method, 'responses', status);
  const [media] = Object.keys(documented['content'] as object);
  expect(response.headers.get('content-type')).toContain(media);
  const reference = (at('paths', path, method, 'responses')[status] as { $ref?: string } | undefined)?.$ref;
  const place = reference === undefined ? ['paths', path, method, 'responses', status] : reference.slice(2).split('/');
  const body: unknown = media === 'application/json' ? JSON.parse(text) : text;
  expect(problemsOf(body, ...place, 'content', media ?? '', 'schema')).toEqual([]);
  for (const [name, header] of Object.entries(documented['headers'] as object)) {
    const { required } = followed(header) as { required: boolean };
    if (required) expect(response.headers.get(name), name).not.toBeNull();
  }
}

test.each([
  ['HQ', document],
  ['Field', ofField],
])('the document of %s is OpenAPI 3.1', async (_, one) => {
  const { valid, errors } = await new Validator().validate(structuredClone(one));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test('a validator finds a document out that is none', async () => {
  const { paths: _paths, ...rest } = document;
  expect((await new Validator().validate({ ...rest, paths: { '/x': { post: { responses: 1 } } } })).valid).toBe(false);
});

/** Holds every example of a document to the schema beside it, and says where they stand. */
function expectExamplesToFit(name: 'document' | 'field', root: JsonSchema): string[] {
  const seen: string[] = [];
  const visit = (value: unknown, path: string[]): void => {
    if (typeof value !== 'object' || value === null || path.includes('schemas')) return;
    const { schema, example, examples } = value as { schema?: object; example?: unknown; examples?: Record<string, { value: unknown }> };
    const shown = example === undefined ? Object.values(examples ?? {}).map((one) => one.value) : [example];
    if (schema !== undefined)
      for (const one of shown) {
        expect(problemsIn(name, one, [...path, 'schema']), path.join(' ')).toEqual([]);
        seen.push(path.join(' '));
      }
    for (const [key, inner] of Object.entries(value)) if (key !== 'example' && key !== 'examples') visit(inner, [...path, key]);
  };
  visit(root, []);
  return seen;
}

test('every example of the documents fits the schema beside it', () => {
  const seen = expectExamplesToFit('document', document);
  expect(seen.length).toBeGreaterThan(20);
  for (const status of [400, 401, 403, 412, 413, 422, 429, 500, 503])
    expect(seen).toContain(`components responses Refused${status} content application/json`);
  const seenOfField = expectExamplesToFit('field', ofField);
  for (const status of [400, 401, 403, 412, 413, 500, 503])
    expect(seenOfField).toContain(`components responses Refused${status} content application/json`);
  for (const { path } of fieldProcedures) {
    const documented = `paths /trpc/${path} post`;
    expect(seenOfField).toContain(`${documented} requestBody content application/json`);
    expect(seenOfField).toContain(`${documented} responses 200 content application/json`);
  }
});

test('the document of Field names what Field serves and has no schema that nothing refers to', () => {
  expect(Object.keys(within(ofField, ['paths']))).toEqual([...fieldProcedures.map(({ path }) => `/trpc/${path}`), '/healthz']);
  const text = JSON.stringify(ofField);
  const unused = Object.keys(within(ofField, ['components', 'schemas'])).filter((name) => !text.includes(`#/components/schemas/${name}"`));
  expect(unused).toEqual([]);
});

test('every procedure, extract and page of operators has its path', () => {
  expect(Object.keys(at('paths')).sort()).toEqual(
    [...hqProcedures.map(({ path }) => `/trpc/${path}`), '/extracts/{name}.csv', '/healthz', '/readyz', '/metrics'].sort(),
  );
});

test.each(hqProcedures.map(({ path }) => path))('%s: its examples and the answers of a server fit', async (path) => {
  const documented = ['paths', `/trpc/${path}`, 'post'];
  for (const { input, output } of exampleExchanges.filter((example) => example.path === path)) {
    expect(problemsOf(input, ...documented, 'requestBody', 'content', 'application/json', 'schema')).toEqual([]);
    expect(problemsOf({ result: { data: output } }, ...documented, 'responses', '200', 'content', 'application/json', 'schema')).toEqual(
      [],
    );
    const answer = await call(`/trpc/${path}`, { body: JSON.stringify(input) });
    expect(answer.status).toBe('200');
    expectDocumented(`/trpc/${path}`, 'post', answer);
  }
});

test.each(extractNames)('the extract %s fits', async (name) => {
  const answer = await call(`/extracts/${name}.csv`, { method: 'GET' });
  expect(answer.status).toBe('200');
  expectDocumented('/extracts/{name}.csv', 'get', answer);
});

const apply = '/trpc/records.applyBatch';
const many = Array.from({ length: limits.recordsPerBatch + 1 }, (_, at) => ({ ...exampleTombstone, externalId: `user-${at}` }));

test.each<[string, string, Call]>([
  ['request_invalid', '400', { body: '{"source":"other"}' }],
  ['token_invalid', '401', { claims: { aud: 'other' } }],
  ['token_expired', '401', { claims: { iat: 1, exp: 2 } }],
  ['scope_missing', '403', { claims: { scope: 'verify' } }],
  ['contract_mismatch', '412', { headers: { 'x-contract-version': '9.0.0' } }],
  ['limit_exceeded', '413', { body: JSON.stringify({ source: 'field', batchId: crypto.randomUUID(), records: { user: many } }) }],
])('%s is answered as the document says', async (reason, status, options) => {
  const answer = await call(apply, options);
  expect([answer.status, JSON.parse(answer.text).error.data.reason]).toEqual([status, reason]);
  expectDocumented(apply, 'post', answer);
});

test('every code that refuses a request stands at its status', () => {
  const responses = Object.entries(at('components', 'responses')).map(([name]) => at('components', 'responses', name)['description']);
  for (const code of Object.keys(statusOf)) expect(responses.filter((words) => String(words).includes(`\`${code}\``)).length, code).toBe(1);
});

test.each(entityNames)('the schemas of %s take its example, and refuse a field that is unknown, missing or of another type', (entity) => {
  const name = `${entity.charAt(0).toUpperCase()}${entity.slice(1)}`;
  const { data } = exampleRecords[entity];
  const problems = (value: unknown) => problemsOf(value, 'components', 'schemas', name);
  expect(problemsOf(exampleRecords[entity], 'components', 'schemas', `${name}Envelope`)).toEqual([]);
  expect(problemsOf(exampleTombstone, 'components', 'schemas', `${name}Envelope`)).toEqual([]);
  expect(problems(data)).toEqual([]);
  expect(problems({ ...data, unknown: 1 }).length).toBeGreaterThan(0);
  for (const field of Object.keys(data)) {
    const { [field as never]: _left, ...rest } = data;
    expect(problems(rest).length, field).toBeGreaterThan(0);
    expect(problems({ ...data, [field]: { a: 1 } }).length, field).toBeGreaterThan(0);
  }
});

test('another method than the contract names is refused for good, not as a failure that may pass', async () => {
  for (const [method, path] of [
    ['GET', apply],
    ['PUT', '/trpc/system.hello'],
  ] as const) {
    const answer = await call(path, { method });
    expect([answer.status, JSON.parse(answer.text).error.data.reason]).toEqual(['405', 'request_invalid']);
    expect(JSON.parse(answer.text).error.message).toContain(method);
    expect(problemsOf(JSON.parse(answer.text), 'components', 'schemas', 'Error')).toEqual([]);
  }
});
