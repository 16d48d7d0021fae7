import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHqClient, FieldError } from '@hq-field/field-adapter';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { type Migration, migration } from '../fixtures/migration.ts';
import { gatherReport } from '../report/gather-report.ts';
import { ChangesSince } from '../verification/findings/changes-since.ts';
import { FindingStore } from '../verification/findings/finding-store.ts';
import { paced } from '../verification/pace.ts';
import { verificationPorts } from '../verification/ports.ts';
import { RunStore } from '../verification/rounds/run-store.ts';

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

test('extracts are read anew when their snapshot made way for somebody in Field, and after a pause, which no snapshot outlasts', async () => {
  const changes = new ChangesSince(all.field, all.runner);
  const hq = createHqClient({ url: all.hq.url, signingKeyFile: all.signingKeyFile });
  const ports = verificationPorts({ field: all.field, hq, states: all.store });
  const signal = new AbortController().signal;
  const snapshots = () => all.field`select from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`;
  const atPause: Promise<number>[] = [];
  let [at, opened, isPaused] = [0, 0, false];
  const disturbed = {
    ...ports,
    // The pause is asked for before each question.
    now: () => (at += 1000),
    sleep: async () => {},
    async openField() {
      opened += 1;
      if (opened === 1) throw new FieldError('busy', 'it made way');
      const snapshot = await ports.openField();
      isPaused = opened === 2;
      return snapshot;
    },
  };
  const pausedBecause = async () => (isPaused ? 'a look' : null);
  const onWait = () =>
    atPause.push(
      snapshots().then((found) => {
        isPaused = false;
        return found.length;
      }),
    );
  const work = {
    ports: paced(disturbed, { signal, pausedBecause, onWait }),
    runs: new RunStore(all.runner),
    findings: new FindingStore(all.runner),
    changes,
    settleMs: 5000,
    signal,
    onProgress: () => {},
  };
  const context = { field: async () => all.field, runner: async () => all.runner, accounts: async () => all.store } as unknown as Context;
  const { extracts } = await gatherReport(context, work);
  expect([opened, await Promise.all(atPause)]).toEqual([3, [0]]);
  expect(extracts.map(({ inField }) => inField)).toEqual(extracts.map(({ inHq }) => inHq));
});
