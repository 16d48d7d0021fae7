import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive, readPostmaster } from './cluster.ts';
import { startProcess } from './processes.ts';
import { until } from './until.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

test('a server ends with the process that started it, also when that one is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hq-field-watchdog-'));
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  const parent = startProcess(join(fixtures, 'server-of-a-short-life.ts'), { arguments: [data] });
  await parent.line(/listening/);
  expect(readPostmaster(data)?.ready).toBe(true);

  await parent.kill();
  await until(() => !existsSync(join(data, 'postmaster.pid')), { timeoutMs: 10_000, what: 'the server has ended' });
  rmSync(folder, { recursive: true, force: true });
});

test('a child process ends with the process that started it, also when that one is killed', async () => {
  const parent = startProcess(join(fixtures, 'parent-of-counting.ts'));
  const [, pid] = await parent.line(/^child (\d+)$/);
  expect(isAlive(Number(pid))).toBe(true);

  await parent.kill();
  await until(() => !isAlive(Number(pid)), { timeoutMs: 10_000, what: 'the child has ended' });
});
