import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPostmaster } from './cluster.ts';
import { startProcess } from './processes.ts';
import { until } from './until.ts';

test('a server ends with the process that started it, also when that one is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hq-field-watchdog-'));
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  const parent = startProcess(join(import.meta.dirname, 'fixtures', 'server-of-a-short-life.ts'), { arguments: [data] });
  await parent.line(/listening/);
  expect(readPostmaster(data)?.ready).toBe(true);

  await parent.kill();
  await until(() => !existsSync(join(data, 'postmaster.pid')), { timeoutMs: 10_000, what: 'the server has ended' });
  rmSync(folder, { recursive: true, force: true });
});
