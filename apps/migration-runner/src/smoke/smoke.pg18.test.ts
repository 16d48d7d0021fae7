import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openField } from '@hq-field/field-adapter';
import { type ChildProcess, startProcess, testDatabase } from '@hq-field/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DevelopmentAddresses } from '../development/start-all.ts';
import { commandLine } from '../fixtures/command-line.ts';
import { chromiumProgram, startChromium } from './chromium.ts';
import type { Systems } from './flow.ts';
import { flows } from './flows/index.ts';
import { type FlowReport, runSmoke } from './run-smoke.ts';
import { renderSmoke } from './smoke-html.ts';

const script = join(import.meta.dirname, '..', 'main.ts');

test('without Chromium it says what to do, and an unknown flow is named', async () => {
  const run = commandLine('smoke');
  expect(await run('--chromium', '/nowhere/chromium')).toEqual({ code: 3, output: expect.stringContaining('/nowhere/chromium') });
  expect(await run('nothing')).toEqual({ code: 2, output: expect.stringContaining('administer-project') });
  expect(await run('--out', join(script, 'pictures'))).toEqual({ code: 2, output: expect.stringContaining('--out') });
  expect(await run('--url', 'field')).toEqual({ code: 2, output: expect.stringContaining('--url') });
});

describe.skipIf(chromiumProgram(null) === null)('in Chromium, against running systems (skipped where Chromium is not installed)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'smoke-'));
  let databases: { url: string; drop: () => Promise<void> }[] = [];
  let dev: ChildProcess | null = null;
  let browser: Browser;
  let env: Record<string, string>;
  let addresses: DevelopmentAddresses;

  beforeAll(async () => {
    databases = await Promise.all(['smoke_field', 'smoke_hq', 'smoke_runner'].map((name) => testDatabase(name, async () => {})));
    const [field, hq, runner] = databases.map(({ url }) => url);
    env = { FIELD_DATABASE_URL: field ?? '', HQ_DATABASE_URL: hq ?? '', RUNNER_DATABASE_URL: runner ?? '', HQ_PORT: '0', FIELD_PORT: '0' };
    dev = startProcess(script, { arguments: ['dev', '--json', '--accounts', '10'], env });
    [browser, addresses] = await Promise.all([
      startChromium(null),
      dev.line(/^\{.*\}$/u, { timeoutMs: 100_000 }).then(([json]) => JSON.parse(json) as DevelopmentAddresses),
    ]);
    for (const [name, value] of Object.entries({ ...env, HQ_URL: addresses.hq })) vi.stubEnv(name, value);
  }, 120_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await browser?.close();
    await dev?.stop();
    await Promise.all(databases.map((database) => database.drop()));
    rmSync(folder, { recursive: true, force: true });
  });

  const systems = (patienceMs: number, hqEnabled = false): Systems => ({
    field: addresses.field,
    console: addresses.console,
    administrator: addresses.administrator,
    operator: addresses.operator,
    hqEnabled,
    patienceMs,
  });
  const named = (names: readonly string[]) => flows.filter(({ name }) => names.includes(name));
  const smoke = (names: readonly string[], patienceMs: number, hqEnabled = false): Promise<FlowReport[]> =>
    runSmoke(browser, named(names), systems(patienceMs, hqEnabled), { folder, onStep: () => {} });
  const migrate = async (...words: string[]): Promise<string> => {
    const { code, output } = await commandLine()(...words);
    expect([words, code, output]).toEqual([words, 0, expect.any(String)]);
    return output;
  };
  const stageOf = async () => (JSON.parse(await migrate('stage', 'show', '--json')) as { stage: string }).stage;
  const gate = (name: string, value: string) =>
    migrate('gate', 'set', name, value, '--actor', 'test', '--reason', 'break a step on purpose');
  /** What failed first, and how. */
  const failures = (reports: readonly FlowReport[]) =>
    reports.map(({ name, passed, steps }) => {
      const failed = steps.find(({ failure }) => failure !== null);
      return [name, passed, failed?.words, failed?.failure];
    });

  // All four are run on release day, below: HQ-enabled, as they are meant.
  test('before the cut-over they pass against Field’s own tables, with pictures, and put back what they did', {
    timeout: 300_000,
  }, async () => {
    const names = ['administer-project', 'create-project'];
    const reports = await smoke(names, 60_000);
    expect(failures(reports)).toEqual(names.map((name) => [name, true, undefined, undefined]));
    for (const { steps } of reports) {
      expect(steps.filter(({ isUndo }) => isUndo)).toHaveLength(1);
      for (const path of steps.flatMap(({ pictures }) => pictures))
        expect(readFileSync(join(folder, path)).subarray(1, 4).toString()).toBe('PNG');
    }
    expect(renderSmoke(reports, new Date())).toContain('Passed');
  });

  test('changes that are not delivered are noticed', { timeout: 240_000 }, async () => {
    await migrate('pause', '--reason', 'break a step on purpose');
    const failed = failures(await smoke(['administer-project'], 2000));
    await migrate('resume');
    expect(failed).toEqual([['administer-project', false, 'HQ shows the new number', expect.stringContaining('Job number smoke-')]]);
  });

  test('what HQ has made and Field cannot take is noticed, and goes from both when Field can', { timeout: 240_000 }, async () => {
    const field = openField(env['FIELD_DATABASE_URL'] ?? '', { max: 1 });
    // Field cannot remember what it was put: it refuses, and HQ goes on trying.
    await field`alter table outbound.provisioned rename to provisioned_elsewhere`;
    const impatient = systems(2000);
    let mended: Promise<unknown> | null = null;
    const mend = async () => field`alter table outbound.provisioned_elsewhere rename to provisioned`;
    const [report] = await runSmoke(browser, named(['created-at-hq']), impatient, {
      folder,
      onStep(_flow, { failure }) {
        if (failure === null || mended !== null) return;
        mended = mend();
        impatient.patienceMs = 60_000;
      },
    });
    await (mended ?? mend());
    await field.end({ timeout: 1 });
    expect(failures(report === undefined ? [] : [report])).toEqual([
      ['created-at-hq', false, 'its administrator can sign in to Field', expect.stringContaining('a login for smoke-')],
    ]);
    expect(report?.steps.at(-1)).toMatchObject({ words: 'the account is gone from both', isUndo: true, failure: null });
  });

  test('a locked administration is noticed, with what its page says', { timeout: 240_000 }, async () => {
    await gate('field.administration', 'locked');
    const failed = failures(await smoke(['create-project'], 2000));
    await gate('field.administration', 'legacy');
    expect(failed).toEqual([['create-project', false, 'create the project', expect.stringMatching(/no link "Create a project": .+/u)]]);
  });

  test('a Field in maintenance is noticed', { timeout: 240_000 }, async () => {
    await gate('field.maintenance', 'all');
    const reports = await smoke(['free-trial'], 2000);
    await gate('field.maintenance', 'off');
    expect(failures(reports)).toEqual([
      ['free-trial', false, 'begin the free trial', expect.stringContaining('"Field is in maintenance" of Field has no form')],
    ]);
    expect(renderSmoke(reports, new Date())).toContain('1 failed');
  });

  test('release day: stage after stage to the cut-over, the smoke tests HQ-enabled, and the way back', { timeout: 900_000 }, async () => {
    const who = ['--actor', 'test', '--reason', 'release day'];
    const enter = (stage: string) => migrate('stage', 'enter', stage, '--wait', '300', ...who);
    expect(failures(await smoke(['administer-project', 'create-project'], 2000, true))).toEqual([
      ['administer-project', false, 'a project that HQ administers', expect.stringContaining('authority move --to hq')],
      ['create-project', false, 'an account that stands in Field and in HQ', expect.stringContaining('authority move --to hq')],
    ]);
    for (const message of ['locked-parts', 'downtime', 'call', 'freeze-of-hq'])
      await migrate('plan', 'announce', '--sent', message, '--actor', 'test');
    for (const stage of ['hq-released', 'push-enabled', 'smoke-migrated', 'migrating']) await enter(stage);
    await migrate('verify');
    for (const entity of ['account', 'user', 'company', 'accountMember', 'project', 'projectCompany', 'projectMember'])
      await migrate('quarantine', 'accept', '--entity', entity, '--name', 'test', '--reason', 'known dirt');
    for (const stage of ['validated', 'hq-final', 'field-cut-over']) await enter(stage);
    await migrate('smoke', '--hq-enabled', '--url', addresses.field, '--console', addresses.console, '--out', folder, '--patience', '120');
    await enter('smoke-tested');
    await migrate('stage', 'back', ...who);
    await migrate('stage', 'back', ...who);
    expect(await stageOf()).toBe('hq-final');
    await migrate('verify');
    expect(failures(await smoke(['administer-project'], 60_000))).toEqual([['administer-project', true, undefined, undefined]]);
  });
});
