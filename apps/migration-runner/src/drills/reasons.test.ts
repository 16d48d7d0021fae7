import { expect, test } from 'vitest';
import { reasonIn } from './reasons.ts';

test.each([
  ['{"level":30,"time":1,"reason":"HQ is away","pauseMs":200,"msg":"sending:waits"}', 'HQ is away'],
  ['{"level":40,"time":1,"reason":"it is starting up","msg":"loop:failed"}', 'it is starting up'],
  ['{"level":50,"time":1,"account":"a","reason":"refused","msg":"account:failed"}', null],
  ['{"seconds":1,"throttle":{"waitsBecause":"paused"}}', null],
  ['failpoint relay:after-claim: crash', null],
])('reads from %s why a runner waits: %s', (line, reason) => {
  expect(reasonIn(line)).toBe(reason);
});
