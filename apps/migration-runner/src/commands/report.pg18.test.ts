import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Migration, migration } from '../fixtures/migration.ts';

let all: Migration;
let account: string;
const folder = mkdtempSync(join(tmpdir(), 'report-'));
const page = join(folder, 'report.html');
beforeAll(async () => {
  all = await migration({ accounts: 12 });
  const [row] = await all.field<{ guid: string }[]>`select guid::text from accounts where deleted_at is null order by id limit 1`;
  account = row?.guid ?? '';
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await all.close();
});

const work = async () => expect(await (await all.host({ untilIdle: true })).ended).toBeNull();
const report = () => all.migrate('report', '--out', page, '--settle', '5');
const isNotProven = (...against: string[]) => ({ code: 1, json: { isRight: false, against } });

test('an extract is of the side that is asked for', async () => {
  const linesOf = async (side: string) => {
    const file = join(folder, `${side}.csv`);
    expect((await all.migrate('extract', '--side', side, '--name', 'accounts', '--out', file)).code).toBe(0);
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  };
  const [header, ...records] = await linesOf('field');
  expect(records.some((line) => line.includes(account))).toBe(true);
  // Nothing was sent to HQ yet.
  expect(await linesOf('hq')).toEqual([header]);
});

test('accounts that were never enqueued are not live', async () => {
  expect(await report()).toMatchObject(isNotProven('Nothing was verified yet.', 'Not every account is live.'));
});

test('HQ is right only when all that a verification compares was verified since it changed last', async () => {
  await all.migrate('enqueue', '--all');
  await work();
  expect((await all.migrate('verify', '--accounts', account)).code).toBe(0);
  expect(await report()).toMatchObject(isNotProven(expect.stringMatching(/^\d+ accounts were never verified\.$/u)));
  expect(readFileSync(page, 'utf8')).toContain('Not proven');

  expect((await all.migrate('verify')).code).toBe(0);
  expect(await report()).toMatchObject({ code: 0, json: { file: page, isRight: true, against: [] } });
  expect(readFileSync(page, 'utf8')).toContain('HQ is right');

  await all.field`update projects set name = name || '!' where account_id = (select id from accounts where guid = ${account})`;
  await work();
  expect(await report()).toMatchObject(isNotProven('1 verdicts are older than the last change or walk of their account.'));
});
