import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openRunner } from '../database/open-runner.ts';
import { commandLine } from '../fixtures/command-line.ts';
import { legacyField } from '../fixtures/legacy-field.ts';
import { keepAnnouncement, readAnnouncements } from '../plan/announcement-store.ts';
import { defaultPlan } from '../plan/open-plan.ts';

const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
const fieldDatabase = await legacyField();
const runner = await openRunner(database.url, { max: 4 });
const folder = mkdtempSync(join(tmpdir(), 'announcements-'));
vi.stubEnv('RUNNER_DATABASE_URL', database.url);
vi.stubEnv('FIELD_DATABASE_URL', fieldDatabase.url);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await runner.end();
  await Promise.all([database.drop(), fieldDatabase.drop()]);
});
beforeEach(async () => {
  await runner`truncate migration.announcements`;
});

const [announce, stage] = [commandLine('plan', 'announce'), commandLine('stage')];

/** The plan with another name and with its messages as they are given. */
function planWith(name: string, change: (text: string) => string): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, change(readFileSync(defaultPlan, 'utf8').replace('name: hq-field\n', `name: ${name}\n`)));
  return file;
}

describe('that a message went out', () => {
  test('is kept once: the second time says who sent it and when', async () => {
    const first = await announce('--sent', 'call', '--actor', 'ann', '--at', '2026-05-13T18:00:00+02:00');
    expect(first).toEqual({ code: 0, output: 'call: sent at 2026-05-13T16:00:00.000Z by ann\n' });
    const second = await announce('--sent', 'call', '--actor', 'olga');
    expect(second).toEqual({ code: 0, output: expect.stringContaining('sent at 2026-05-13T16:00:00.000Z by ann, as was kept before') });
    expect(await readAnnouncements(runner, 'hq-field')).toEqual(
      new Map([['call', { actor: 'ann', sentAt: new Date('2026-05-13T16:00:00Z') }]]),
    );
  });

  test('is kept once although two people say so at once', async () => {
    const both = ['ann', 'olga'].map((actor) => keepAnnouncement(runner, { plan: 'p', message: 'm', actor, sentAt: new Date() }));
    const [one, two] = await Promise.all(both);
    expect([one?.isNew, two?.isNew].toSorted()).toEqual([false, true]);
    expect(one?.actor).toBe(two?.actor);
  });

  test('stands with the message: sent, due, or overdue when its time has passed', async () => {
    // Its time is long over; that of the others is still to come.
    const file = planWith('past', (text) => text.replace(/(id: locked-parts\n +at: ).*/u, '$1final-release - 4000 days'));
    await announce('--file', file, '--sent', 'downtime', '--actor', 'ann', '--at', '2026-05-11T14:00:00Z');
    const { code, output } = await announce('--file', file);
    expect(code).toBe(0);
    for (const line of ['locked-parts: overdue', 'downtime: sent at 2026-05-11T14:00:00.000Z by ann', 'call: due'])
      expect(output.split('\n')).toContain(line);
    const json = JSON.parse((await announce('--file', file, '--audience', 'customers', '--json')).output) as Record<string, unknown[]>;
    expect(json).toMatchObject({
      customers: [
        { id: 'locked-parts', state: 'overdue', sent: null },
        { id: 'downtime', state: 'sent', sent: { actor: 'ann', sentAt: '2026-05-11T14:00:00.000Z' } },
      ],
    });
    // Another plan has messages of its own.
    expect((await announce()).output).toContain('\ndowntime: due\n');
  });

  test.each([
    [['--sent', 'easter', '--actor', 'ann'], 'Its messages: locked-parts, downtime, call, freeze-of-hq'],
    [['--sent', 'call'], '--actor'],
    [['--sent', 'call', '--actor', 'ann', '--at', 'yesterday'], '--at'],
    [['--sent', 'call', '--actor', 'ann', '--at', '2026-05-13T18:00:00'], '--at'],
    [['--sent', 'call', '--actor', 'ann', '--at', '2999-01-01T00:00:00Z'], 'has not come yet'],
    [['--actor', 'ann'], 'say which message went out'],
  ])('%j is refused with what to do, and nothing is kept', async (words, told) => {
    expect(await announce(...words)).toEqual({ code: 2, output: expect.stringContaining(told) });
    expect((await readAnnouncements(runner, 'hq-field')).size).toBe(0);
  });

  test('goes with announce alone', async () => {
    expect(await commandLine('plan')('show', '--sent', 'call')).toEqual({ code: 2, output: expect.stringContaining('--sent') });
  });
});

describe('a stage asks for the announcements of its plan', () => {
  const asked = async (...words: string[]) => {
    const { output } = await stage('check', 'migrating', '--json', ...words);
    const { checks } = JSON.parse(output) as { checks: { check: string; holds: boolean; words: string; remedy: string }[] };
    return checks.find(({ check }) => check === 'announcements-sent');
  };

  test('names what is missing with the command that keeps it, and holds when that was given', async () => {
    const command = 'plan announce --sent freeze-of-hq --actor …';
    expect(await asked()).toMatchObject({
      holds: false,
      words: expect.stringMatching(/^0 of 1 .*freeze-of-hq/u),
      remedy: expect.stringContaining(command),
    });
    await announce('--sent', 'freeze-of-hq', '--actor', 'ann');
    expect(await asked()).toMatchObject({ holds: true, words: '1 of 1 announcements are known to be sent' });
  });

  test('of another plan when it is named, by the option or by the settings', async () => {
    await announce('--sent', 'freeze-of-hq', '--actor', 'ann');
    const file = planWith('other', (text) => text.replaceAll('freeze-of-hq', 'hands-off'));
    const command = `plan announce --file ${file} --sent hands-off`;
    expect(await asked('--plan', file)).toMatchObject({ holds: false, remedy: expect.stringContaining(command) });
    vi.stubEnv('RUNNER_PLAN_FILE', file);
    try {
      expect(await asked()).toMatchObject({ holds: false, remedy: expect.stringContaining(command) });
      expect((await announce('--sent', 'hands-off', '--actor', 'ann')).code).toBe(0);
      expect(await asked()).toMatchObject({ holds: true });
    } finally {
      vi.stubEnv('RUNNER_PLAN_FILE', '');
    }
  });

  test('a file that is no plan is wrong usage; a way back does not read it', async () => {
    const who = ['--actor', 'ann', '--reason', 'a test'];
    for (const words of [
      ['check', 'migrating'],
      ['enter', 'hq-released', ...who],
    ])
      expect(await stage(...words, '--plan', '/nowhere/plan.yaml')).toEqual({
        code: 2,
        output: expect.stringContaining('/nowhere/plan.yaml'),
      });
    expect(await stage('back', ...who, '--plan', '/nowhere/plan.yaml')).toEqual({
      code: 1,
      output: expect.stringContaining('no way back from prepared'),
    });
  });
});
