import { expect, test } from 'vitest';
import { checked } from '../fixtures/checked.ts';
import { disk, diskOf } from './disk.ts';

test('a host that is nearly full fails', async () => {
  const { ok, message } = await checked(
    diskOf(async () => 400_000_000),
    {},
  );
  expect(ok).toBe(false);
  expect(message).toMatch(/this host has 0\.4 GB left .* make room/u);
});

test('a host with room passes, and what capture needs in Field grows with its records', async () => {
  const roomy = diskOf(async () => 50_000_000_000);
  expect(await checked(roomy, {})).toMatchObject({ ok: true, message: expect.stringContaining('capture needs about 0.3 GB') });
  const large = await checked(roomy, {}, 10_000_000);
  expect(large.message).toMatch(/capture needs about 1\.8 GB in Field's database, .*, and the records about 7\.0 GB in HQ's/u);
  expect(large.message).toContain('50.0 GB free');
  expect(large.figures).toMatchObject({ neededInHqBytes: 7_000_000_000, neededInRunnerBytes: 200_000_000, freeHereBytes: 50_000_000_000 });
});

test('this host tells what it has', async () => {
  expect((await checked(disk, {})).figures?.['freeHereBytes']).toBeGreaterThan(0);
});
