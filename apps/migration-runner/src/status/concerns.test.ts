import { describe, expect, test } from 'vitest';
import type { Progress } from '../forecast/progress-store.ts';
import { concernsOf } from './concerns.ts';
import { describeStatus, duration, statusLine } from './describe-status.ts';
import { calmStatus } from './fixtures/calm-status.ts';
import { nextSteps } from './next-steps.ts';
import { type HostStatus, type RunStatus, stageOf, type VerificationOutcome } from './run-status.ts';

const verified = (outcome: VerificationOutcome, notCompared = 0) => ({
  at: '2026-03-02T11:00:00.000Z',
  outcome,
  notCompared,
  accounts: null,
});
const words = (status: RunStatus) => concernsOf(status).map(({ what }) => what);

test('a calm run needs nobody', () => {
  expect(words(calmStatus())).toEqual([]);
});

test('accounts that nobody has while sending is paused are not stuck', () => {
  const status = calmStatus();
  status.stuck = [{ account: 'a', since: status.at }];
  status.throttle.paused = true;
  expect(words(status)).toEqual([]);
});

describe.each<[string, (status: RunStatus) => void]>([
  [
    '2 accounts have failed: no rights',
    (status) => {
      status.accounts.failed = 2;
      status.failures = [{ account: 'a', reason: 'no rights' }];
    },
  ],
  ['3 jobs used up their attempts', (status) => void (status.queue.dead = 3)],
  ['somebody truncated users', (status) => void (status.capture.truncated = ['users'])],
  ['capture was installed in Field by another release', (status) => void (status.capture.isCurrent = false)],
  [
    'capture is not in Field, and its changes are not seen',
    (status) => {
      status.capture.installed = false;
      status.capture.isCurrent = false;
    },
  ],
  [
    'triggers of capture on users, projects are missing or switched off, and changes there are not seen',
    (status) => void (status.capture.blind = ['users', 'projects']),
  ],
  [
    "Field's versions are behind what was sent: capture was uninstalled and installed again, or Field was restored from a backup",
    (status) => void (status.versionsBehind = true),
  ],
  ['there is work, and no host works', (status) => void (status.hosts = [])],
  ['there is work, and no host works', (status) => void (status.hosts = status.hosts.map((host) => ({ ...host, hasBegun: false })))],
  ['1 hosts have gone silent within an hour', (status) => void status.hosts.push({ ...(status.hosts[0] as HostStatus), isLiving: false })],
  ['1 accounts were begun and nobody has them', (status) => void (status.stuck = [{ account: 'a', since: status.at }])],
  ['the oldest change has waited for 20 minutes', (status) => void (status.capture.oldestSeconds = 1200)],
  ['the kill switch is on: calm (ann)', (status) => void (status.throttle.killed = true)],
  [
    // As many have left it meanwhile.
    '10 records have come into quarantine since yesterday, accepted by nobody',
    (status) => {
      Object.assign(status.yesterday as Progress, { quarantined: 10 });
      status.capture.quarantined = 10;
      status.unaccepted = 10;
    },
  ],
  [
    '3 records are in quarantine, accepted by nobody',
    (status) => {
      status.capture.quarantined = 8;
      status.unaccepted = 3;
      status.yesterday = null;
    },
  ],
  [
    'capture was ended for good, and Field keeps 2 accounts: what changes in them is not seen',
    (status) => {
      Object.assign(status.capture, { installed: false, isCurrent: false, isRetired: true, outboxRows: 0 });
      status.stage = 'retired';
      status.leftToField = 2;
    },
  ],
  ['the automatic throttle has decided nothing for 40 s', (status) => void (status.throttle.automaticSilentSeconds = 40)],
  [
    'sending has been paused since 2026-03-01T00:00:00.000Z: HQ is upgraded (ben)',
    (status) => {
      status.throttle.paused = true;
      // Something else was changed since.
      status.throttle.setBy = { paused: { reason: 'HQ is upgraded', actor: 'ben', since: '2026-03-01T00:00:00Z' } };
    },
  ],
  [
    'differences are open: 2 findings, and 1 accounts whose verdict is failed',
    (status) => {
      status.lastVerification = verified('passed');
      status.differences = { findings: 2, accounts: 1 };
    },
  ],
  ['the last verification found differences', (status) => void (status.lastVerification = verified('differences'))],
  [
    'the last verification found no difference, and 3 records whose changes were not sent',
    (status) => void (status.lastVerification = verified('pending', 3)),
  ],
  ['the last verification was stopped before its end', (status) => void (status.lastVerification = verified('stopped'))],
])('%s', (what, change) => {
  test('needs a person, and is the first thing to do', () => {
    const status = calmStatus();
    change(status);
    expect(words(status)).toEqual([what]);
    // Who reads it is in `status` already.
    expect(nextSteps(status)[0]).toBe(concernsOf(status)[0]?.remedy.replace('pnpm migrate status says under', 'see under'));
  });
});

const uninstalled = { installed: false, isCurrent: false, outboxRows: 0, oldestSeconds: null };

test.each<[string, string[], Partial<RunStatus>]>([
  [
    'versions are behind, and no host works',
    ['pnpm migrate versions --advance, then pnpm migrate work'],
    { versionsBehind: true, hosts: [] },
  ],
  ['no host works', ['pnpm migrate work, on as many hosts as you like'], { hosts: [] }],
  [
    'a host has not begun',
    ['see under Hosts why they have not begun'],
    {
      hosts: calmStatus().hosts.map((host) => ({ ...host, hasBegun: false })),
      throttle: { ...calmStatus().throttle, automatic: false },
    },
  ],
  [
    'capture was uninstalled',
    ['pnpm migrate install: what was copied before is sent once more'],
    { stage: 'not-installed', capture: { ...calmStatus().capture, ...uninstalled } },
  ],
  [
    'jobs are dead, and accounts not enqueued',
    ['pnpm migrate enqueue --all puts their accounts back', 'pnpm migrate verify'],
    { stage: 'live', queue: { ready: 0, active: 0, dead: 1 } },
  ],
  [
    'a table was truncated, and nothing was verified yet',
    [
      expect.stringContaining('touch the accounts concerned, then pnpm migrate verify'),
      expect.stringContaining('pnpm migrate enqueue --all'),
    ],
    { stage: 'live', capture: { ...calmStatus().capture, truncated: ['users'] } },
  ],
  [
    'changes of the last verification were not sent, and no host works',
    ['pnpm migrate work, on as many hosts as you like', 'pnpm migrate verify, when pnpm migrate work has sent them'],
    { stage: 'catching-up', hosts: [], lastVerification: verified('pending', 3) },
  ],
])('%s: each thing to do is said once, and none before its time', (_, steps, change) => {
  expect(nextSteps({ ...calmStatus(), ...change })).toEqual(steps);
});

test('changes that wait for the end of quiet hours need nobody', () => {
  const status = calmStatus();
  status.capture.oldestSeconds = 1200;
  status.throttle.quietBecause = 'quiet hours until 18:00 Europe/Berlin: office hours (ann)';
  expect(words(status)).toEqual([]);
});

test('that capture was ended for good needs nobody, and nobody is told to install it again', () => {
  const status = calmStatus();
  Object.assign(status.capture, { installed: false, isCurrent: false, isRetired: true, outboxRows: 0 });
  status.stage = stageOf(status.capture, status.accounts, status.unfinished);
  expect([status.stage, words(status)]).toEqual(['retired', []]);
  expect(nextSteps(status)).toEqual([expect.stringContaining('nothing to do')]);
  expect(describeStatus(status).join('\n')).not.toContain('install');
});

test('where all that was enqueued has failed, something was enqueued, and it is enqueued again', () => {
  const status = calmStatus();
  status.accounts = { planned: 95, backfilling: 0, 'catching-up': 0, live: 0, failed: 5 };
  status.stage = stageOf(status.capture, status.accounts, 0);
  expect(status.stage).toBe('failed');
  expect(nextSteps(status)).toEqual([expect.stringContaining('enqueue --accounts them again')]);
  expect(stageOf(status.capture, { ...status.accounts, live: 1 }, 0)).toBe('live');
});

test('accounts that are not live yet are left out by a verification: it must be done again, and nobody need look at a difference', () => {
  const status: RunStatus = { ...calmStatus(), stage: 'live', lastVerification: verified('incomplete', 40) };
  expect(words(status)).toEqual([]);
  expect(nextSteps(status)).toEqual([
    'pnpm migrate enqueue --all: 50 accounts are not enqueued',
    'pnpm migrate verify, when all are live: the last one left out 40 accounts',
  ]);
  expect(describeStatus(status).join('\n')).toContain('no difference, 40 accounts left out that are not live');
});

test('a screen shows why sending waits and what to do; a line holds the same in short', () => {
  const status = { ...calmStatus(), nextSteps: ['pnpm migrate verify'] };
  status.throttle.waitsBecause = ['HQ cannot be reached'];
  const screen = describeStatus(status).join('\n');
  for (const part of [
    'waits: HQ cannot be reached',
    'of 100, the records without an account as one',
    '(10 min 0 s to 20 min 0 s)',
    'off by 12 %',
    'p50 4 ms, p99 9 ms',
    'pnpm migrate verify',
  ])
    expect(screen).toContain(part);
  expect(statusLine(status)).toContain('ETA 10 min 0 s to 20 min 0 s');
  expect(statusLine(status)).not.toContain('\n');
});

test.each([
  [5, '5 s'],
  [59.6, '1 min 0 s'],
  [90, '1 min 30 s'],
  [3599.6, '1 h 0 min'],
  [7199, '2 h 0 min'],
  [7260, '2 h 1 min'],
  [86_399, '1 d 0 h'],
  [200_000, '2 d 8 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
