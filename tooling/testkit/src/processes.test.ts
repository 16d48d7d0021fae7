import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type ChildProcess, startProcess } from './processes.ts';
import { until } from './until.ts';

const script = join(import.meta.dirname, 'fixtures', 'counting.ts');
let child: ChildProcess;

afterEach(() => child.kill());

test('waits for a line, with the environment and arguments it was given', async () => {
  child = startProcess(script, { arguments: ['once'], env: { COUNTING_FOR: 'us' } });
  const match = await child.line(/^ready for (\w+) (\w+)$/);
  expect(match.slice(1)).toEqual(['us', 'once']);
});

test('stop lets it end in good order, and all of its output is there', async () => {
  const lines: string[] = [];
  child = startProcess(script, { onLine: (line) => lines.push(line) });
  await child.line(/ready/);
  expect(await child.stop()).toEqual({ code: 3, signal: null });
  expect(lines.at(-1)).toBe('goodbye');
});

test('a killed process says nothing more', async () => {
  child = startProcess(script);
  await child.line(/ready/);
  expect(await child.kill()).toEqual({ code: null, signal: 'SIGKILL' });
  expect(child.output()).not.toContain('goodbye');
});

test('a paused process goes on where it was', async () => {
  child = startProcess(script);
  await child.line(/count 3/);
  child.pause();
  // What was written before the signal may still be on its way: it stands still once two looks agree.
  let seen = -1;
  await until(() => seen === (seen = child.output().length), { timeoutMs: 5000, what: 'the output stands still', everyMs: 100 });
  child.resume();
  await until(() => child.output().length > seen, { timeoutMs: 5000, what: 'the output goes on' });
});

test('waiting for a line of a process that ended without it fails and shows what it printed', async () => {
  child = startProcess(script);
  await child.line(/ready/);
  const line = child.line(/never/);
  void child.stop();
  await expect(line).rejects.toThrow(/code 3.*goodbye/s);
});

test('waiting for a line that does not come fails when time is up', async () => {
  child = startProcess(script);
  await expect(child.line(/never/, { timeoutMs: 50 })).rejects.toThrow('ran for 50 ms without a line like /never/');
});
