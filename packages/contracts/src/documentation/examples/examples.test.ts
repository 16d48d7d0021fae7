import { afterAll, expect, test } from 'vitest';
import { createStubServer, serviceTokens } from '../../conformance/index.ts';
import { entityNames } from '../../v1/entities/index.ts';
import { envelopes } from '../../v1/envelope.ts';
import { servers } from '../servers.ts';
import { contractVersion, contractVersionHeader } from '../../v1/version.ts';
import { exampleExchanges, exchangesOf } from './example-exchanges.ts';
import { exampleRecords, exampleTombstone } from './example-records.ts';

const stub = await createStubServer();
afterAll(() => stub.stop());

test.each(entityNames)('the example record of %s is one', (entity) => {
  expect(envelopes[entity].parse(exampleRecords[entity])).toEqual(exampleRecords[entity]);
});

test('the example of a tombstone is one', () => {
  expect(envelopes.company.parse(exampleTombstone)).toEqual(exampleTombstone);
});

test('every procedure has an example that its schemas accept', () => {
  for (const { path, input, output } of [...servers.hq.procedures, ...servers.field.procedures]) {
    const examples = exampleExchanges.filter((example) => example.path === path);
    expect(examples.length, path).toBeGreaterThan(0);
    for (const example of examples) {
      expect(input.parse(example.input)).toEqual(example.input);
      expect(output.parse(example.output)).toEqual(example.output);
    }
  }
});

/** What every server says in its own way. */
const ownWords = (key: string, value: unknown): unknown => (['hqId', 'serverTime', 'load', 'message'].includes(key) ? key : value);

test('an HQ answers the examples as they say', async () => {
  for (const { path, input, output } of exchangesOf.hq) {
    const body = Buffer.from(JSON.stringify(input));
    const token = await serviceTokens(stub.privateKey).token(body, ['ingest', 'verify']);
    const response = await fetch(`${stub.url}/trpc/${path}`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${token}`, [contractVersionHeader]: contractVersion, 'content-type': 'application/json' },
    });
    expect(JSON.parse(await response.text(), ownWords)).toEqual({ result: { data: JSON.parse(JSON.stringify(output), ownWords) } });
  }
});
