import { afterAll, expect, test } from 'vitest';
import * as adapter from '../index.ts';
import { toFieldError } from './field-error.ts';

const nowhere = adapter.openField('postgres://127.0.0.1:1/field', { max: 1 });
afterAll(() => nowhere.end({ timeout: 0 }));
const record = { entity: 'user', externalId: 'a', account: null };

test.each([
  ['08P01', 'unsupported startup parameter: jit', 'unreachable', 'A pooler stands before'],
  ['25006', 'cannot execute CREATE TABLE in a read-only transaction', 'unreachable', 'must name the primary'],
  ['42703', 'column u.first_name does not exist', 'schema_missing', 'give the column its name back'],
  ['55P03', 'canceling statement due to lock timeout', 'busy', 'a command is given once more'],
  ['42501', 'query would be affected by row-level security policy', 'not_permitted', 'preflight --roles'],
])('%s (%s) says what to do', (code, words, expected, remedy) => {
  const error = toFieldError(Object.assign(new Error(words), { code }));
  expect(error).toMatchObject({ code: expected, message: expect.stringContaining(remedy) });
  expect(error.message).toContain(words);
});

test.each<[string, () => Promise<unknown>]>([
  ['accountBacklog', () => adapter.accountBacklog(nowhere)],
  ['activityByHour', () => adapter.activityByHour(nowhere)],
  ['captureStatus', () => adapter.captureStatus(nowhere)],
  ['changeRate', () => adapter.changeRate(nowhere)],
  ['checkField', () => adapter.checkField(nowhere, { capture: true })],
  ['countQuarantine', () => adapter.countQuarantine(nowhere, { since: null, except: [] })],
  ['endSilentSessions', () => adapter.endSilentSessions(nowhere)],
  ['followTouches', () => adapter.followTouches(nowhere)],
  ['giveBackClaimsOf', () => adapter.giveBackClaimsOf(nowhere, crypto.randomUUID())],
  ['listQuarantine', () => adapter.listQuarantine(nowhere, {})],
  ['outboxDrained', () => adapter.outboxDrained(nowhere, 1n)],
  ['outboxMark', () => adapter.outboxMark(nowhere)],
  ['quarantineByReason', () => adapter.quarantineByReason(nowhere)],
  ['quarantinedKeys', () => adapter.quarantinedKeys(nowhere)],
  ['readPressure', () => adapter.readPressure(nowhere)],
  ['releaseQuarantine', () => adapter.releaseQuarantine(nowhere, {})],
  ['takeTouched', () => adapter.takeTouched(nowhere, async () => {})],
  ['touchAccounts', () => adapter.touchAccounts(nowhere, ['a'])],
  ['touchRecords', () => adapter.touchRecords(nowhere, [record])],
])('%s calls a Field that is away by its name', async (_, work) => {
  await expect(work()).rejects.toMatchObject({
    name: 'FieldError',
    code: 'unreachable',
    message: expect.stringContaining('FIELD_DATABASE_URL'),
  });
});
