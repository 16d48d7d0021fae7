import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProcess } from '@hq-field/testkit/processes';
import { until } from '@hq-field/testkit/until';
import { afterEach, describe, expect, test } from 'vitest';
import { arm } from './arm.ts';
import { parseFailpoints } from './parse-failpoints.ts';

describe('FAILPOINTS', () => {
  test('reads counts, shares, seeds and arguments', () => {
    expect(parseFailpoints('relay:after-claim=crash#2; client:after-send=error(ECONNRESET)%0.05@7;apply:before-commit=delay(20)')).toEqual([
      { name: 'relay:after-claim', action: { kind: 'crash' }, occasion: { kind: 'count', at: 2 } },
      { name: 'client:after-send', action: { kind: 'error', code: 'ECONNRESET' }, occasion: { kind: 'share', share: 0.05, seed: 7 } },
      { name: 'apply:before-commit', action: { kind: 'delay', milliseconds: 20 }, occasion: { kind: 'count', at: 1 } },
    ]);
  });

  test.each([
    ['relay:after-lunch=crash', 'no failpoint "relay:after-lunch"'],
    ['relay:after-claim', 'expected "relay:after-claim=crash#1"'],
    ['relay:after-claim=explode', 'expected crash, pause, error(CODE) or delay(milliseconds)'],
    ['relay:after-claim=delay', 'expected crash, pause, error(CODE) or delay(milliseconds)'],
    ['relay:after-claim=crash#0', 'a count of 1 or more'],
    ['relay:after-claim=crash%2', 'a share between 0 and 1'],
  ])('refuses %s', (text, words) => {
    expect(() => parseFailpoints(text)).toThrow(words);
  });
});

describe('an armed failpoint', () => {
  async function hits(text: string, times: number): Promise<number[]> {
    const seen: number[] = [];
    let round = 0;
    const failpoint = arm(parseFailpoints(text), async () => void seen.push(round));
    for (round = 1; round <= times; round += 1) await failpoint('relay:after-claim');
    return seen;
  }

  test('acts at its count alone', async () => {
    expect(await hits('relay:after-claim=crash#3;relay:after-read=crash#1', 9)).toEqual([3]);
  });

  test('acts with its share, the same for the same seed', async () => {
    const first = await hits('relay:after-claim=crash%0.2@5', 1000);
    expect(first.length).toBeGreaterThan(140);
    expect(first.length).toBeLessThan(260);
    expect(await hits('relay:after-claim=crash%0.2@5', 1000)).toEqual(first);
    expect(await hits('relay:after-claim=crash%0.2@6', 1000)).not.toEqual(first);
  });
});

describe('a process', () => {
  const script = join(import.meta.dirname, 'fixtures', 'reach.ts');
  let child: ReturnType<typeof startProcess>;
  const start = (failpoints: string | undefined) => (child = startProcess(script, { env: { FAILPOINTS: failpoints } }));
  afterEach(() => child.kill());

  test('without FAILPOINTS has none', async () => {
    expect((await start(undefined).exited).code).toBe(0);
    expect(child.output()).toBe('off\nround 1\nround 2\nround 3');
  });

  test('crashes where it is told, and says so before', async () => {
    expect((await start('relay:after-claim=crash#2').exited).signal).toBe('SIGKILL');
    expect(child.output()).toContain('failpoint relay:after-claim: crash');
    expect(child.output()).not.toContain('round 2');
  });

  test('freezes until it is woken', async () => {
    start('relay:after-claim=pause#2');
    await child.line(/failpoint relay:after-claim: pause/u);
    // It says so before it freezes; a signal to wake it that comes too early would be lost.
    await until(() => / T /u.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8')), { timeoutMs: 10_000, what: 'the process is frozen' });
    expect(child.output()).not.toContain('round 2');
    child.resume();
    await child.line(/round 3/u);
  });

  test('meets an error with the code of the fault', async () => {
    await start('relay:after-claim=error(53100)#1').exited;
    expect(child.output()).toContain('caught 53100');
  });

  test('ends with 2 when FAILPOINTS is wrong: a test that arms nothing would pass', async () => {
    expect((await start('relay:after-lunch=crash').exited).code).toBe(2);
  });
});
