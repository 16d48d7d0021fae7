import { expect, test } from 'vitest';
import { toFieldAppError } from './to-field-app-error.ts';

test.each(['53300', '25006', '08006', '25P03', 'EPIPE', 'EHOSTUNREACH', 'CONNECT_TIMEOUT'])('%s is a Field that is away', (code) => {
  expect(toFieldAppError(Object.assign(new Error('words'), { code }))).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('FIELD_DATABASE_URL'),
  });
});

test('anything else keeps its words', () => {
  expect(toFieldAppError(Object.assign(new Error('words'), { code: '40001' }))).toMatchObject({ code: 'failed', message: 'words' });
});
