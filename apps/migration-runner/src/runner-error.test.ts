import { expect, test } from 'vitest';
import { RunnerError, toRunnerError } from './runner-error.ts';

test.each([
  [{ code: '53100' }, 'disk_full'],
  [{ code: '53200' }, 'busy'],
  [{ code: '57014' }, 'busy'],
  [{ code: '40P01' }, 'busy'],
  [{ code: '55P03' }, 'busy'],
  [{ code: '58030' }, 'unreachable'],
  [{ code: '57P01' }, 'unreachable'],
  [{ code: 'ECONNRESET' }, 'unreachable'],
  [{ message: 'Connection terminated unexpectedly' }, 'unreachable'],
])("what the runner's database cannot do just now, %o, may be tried again", (failure, code) => {
  const error = toRunnerError(Object.assign(new Error('words'), failure));
  expect(error).toBeInstanceOf(RunnerError);
  expect(error).toMatchObject({ code, retryable: true });
});

test.each(['42601', '23505', '22P02', undefined])('what it refuses stays what it is: %s', (code) => {
  const error = Object.assign(new Error('words'), code === undefined ? {} : { code });
  expect(toRunnerError(error)).toBe(error);
});
