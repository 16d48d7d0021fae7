import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { isWhollyAtField, isWhollyAtHq } from '../authority/places.ts';
import { openRunner } from '../database/open-runner.ts';
import { definitions } from './definitions.ts';
import { type Asked, measureChecks, type MoveOutcome, moveRelease } from './move-release.ts';
import { all, World } from './fixtures/world.ts';
import type { StagePorts } from './ports.ts';
import { ReleaseStore } from './release-store.ts';
import { type Stage, stageNames, ways } from './stages.ts';

const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
const runner = await openRunner(database.url, { max: 4 });
const store = new ReleaseStore(runner);
afterAll(async () => {
  await runner.end({ timeout: 1 });
  await database.drop();
});

let world: World;
beforeEach(async () => {
  world = new World((stage) => store.enteredAt(stage));
  await runner`truncate migration.release_actions, migration.release_moves`;
  await runner`update migration.release set stage = 'prepared', moving_to = null, direction = null`;
});

const ask = (wish: Asked['wish'], order: Partial<StagePorts['order']> = {}, override = false): Promise<MoveOutcome> =>
  moveRelease({ store, ports: world.ports(order), definitions, say: () => {} }, { wish, override });

/** What people do between the stages. */
function between(next: Stage): void {
  if (next === 'validated') for (const account of all) world.verified.add(account);
  if (next === 'smoke-tested') world.smoke = { at: new Date(Date.now() + 1000), isHqEnabled: true, failed: [] };
}

async function enter(stage: Stage, order: Partial<StagePorts['order']> = {}): Promise<void> {
  between(stage);
  expect(await ask({ enter: stage }, order)).toMatchObject({ outcome: 'moved', stage });
}

/** Up to a stage, without what entering it does. */
async function standBefore(stage: Stage): Promise<void> {
  for (let next = ways.prepared.forward; next !== null && next !== stage; next = ways[next].forward) await enter(next);
  between(stage);
  world.effects = [];
}

const forward = stageNames.filter((name) => name !== 'prepared' && name !== 'aborted');

test('all the way forward and all the way back: Field serves as before, and everything is written down', async () => {
  const before = world.look();
  for (const stage of forward) await enter(stage);
  expect(await store.position()).toEqual({ stage: 'done', moving: null });
  expect(world.look()).toMatchObject({
    installed: true,
    gates: { 'field.administration': 'hq', 'field.push': 'on', 'hq.field-visible': 'on' },
  });
  expect(await ask({ enter: 'aborted' }, { reason: 'given up' })).toMatchObject({ outcome: 'moved', stage: 'aborted' });
  // What HQ has stays there: a copy that nobody uses.
  const { live: _live, takesAll: _takes, workers: _workers, ...seen } = world.look();
  expect(before).toMatchObject(seen);
  const moves = await store.moves(100);
  expect(moves.length).toBe(forward.length * 2 + 1);
  expect(moves.every(({ endedAt, actor }) => endedAt !== null && actor === 'ann')).toBe(true);
  for (const { id, actedSeconds } of moves) {
    const actions = await runner<{ seconds: number }[]>`select seconds from migration.release_actions where move_id = ${id}`;
    expect(actedSeconds).toBeCloseTo(actions.reduce((sum, { seconds }) => sum + seconds, 0));
  }
  expect(moves.some(({ actedSeconds }) => actedSeconds > 0)).toBe(true);
  await enter('prepared');
});

test.each(forward)(
  'case 49 at %s: killed after any effect, forward and back, the same command ends it, and no effect comes twice',
  async (stage) => {
    await standBefore(stage);
    for (const direction of ['forward', 'back'] as const) {
      const wish = direction === 'forward' ? { enter: stage } : 'back';
      for (;;) {
        const were = world.effects.length;
        world.diesAfter = were + 1;
        const outcome = await ask(wish).catch((error: unknown) => error);
        if (!(outcome instanceof Error)) {
          expect(outcome).toMatchObject({ outcome: 'moved' });
          break;
        }
        // Where HQ may have been asked, the names of what stays locked are told, and killed is why.
        expect(outcome.cause instanceof Error ? outcome.cause.message : outcome.message).toBe('killed');
        expect((await store.position()).moving?.direction).toBe(direction);
      }
      expect(new Set(world.effects).size).toBe(world.effects.length);
      world.effects = [];
      // No account is left half way: its fence, its gate and its touches are those of its owner.
      if (stage !== 'field-cut-over') continue;
      const isWhole = direction === 'forward' ? isWhollyAtHq : isWhollyAtField;
      expect(world.authority.places().filter((place) => !isWhole(place))).toEqual([]);
      expect([...world.authority.touched].toSorted()).toEqual(direction === 'forward' ? [] : all);
      // A lock of everybody would reach each of them again.
      expect(world.authority.own.size).toBe(direction === 'forward' ? all.length : 0);
    }
    expect(await store.position()).toEqual({ stage: ways[stage].back, moving: null });
  },
);

test.each(forward)('%s half entered can be taken back from where it stands', async (stage) => {
  await standBefore(stage);
  const before = world.look();
  world.diesAfter = 1;
  const outcome = await ask({ enter: stage }).catch((error: unknown) => error);
  world.diesAfter = Number.POSITIVE_INFINITY;
  if (outcome instanceof Error) {
    // Neither another stage nor a stage beyond is entered meanwhile.
    const beyond = ways[stage].forward;
    if (beyond !== null)
      expect(await ask({ enter: beyond }, {}, true)).toMatchObject({ outcome: 'refused', because: expect.stringContaining('not ended') });
  }
  expect(await ask('back')).toMatchObject({ outcome: 'moved', stage: ways[stage].back });
  const { live: _live, takesAll: _takes, workers: _workers, ...seen } = world.look();
  expect(before).toMatchObject(seen);
});

const spoilt: [Stage, string, (of: World) => void][] = [
  ['smoke-migrated', 'hosts-work', (of) => (of.hosts = 0)],
  ['migrating', 'chosen-are-equal', (of) => of.changed.add('b')],
  ['migrating', 'announcements-sent', (of) => of.said.delete('news')],
  ['validated', 'capture-installed', (of) => (of.unseen = ['projects'])],
  ['validated', 'all-are-equal', (of) => of.changed.add('g')],
  ['validated', 'all-are-equal', (of) => of.verified.delete('g')],
  ['validated', 'quarantine-accepted', (of) => (of.unaccepted = 3)],
  ['hq-final', 'announcements-sent', (of) => of.said.delete('call')],
  ['field-cut-over', 'announcements-sent', (of) => of.said.delete('call')],
  ['field-cut-over', 'capture-installed', (of) => (of.installed = false)],
  ['field-cut-over', 'push-from-hq-seen', (of) => (of.arrival = null)],
  ['field-cut-over', 'all-are-equal', (of) => of.changed.add('a')],
  ['smoke-tested', 'smoke-tests-passed', (of) => (of.smoke = null)],
  ['smoke-tested', 'smoke-tests-passed', (of) => (of.smoke = { at: new Date(0), isHqEnabled: true, failed: [] })],
  ['smoke-tested', 'smoke-tests-passed', (of) => (of.smoke = { at: new Date(Date.now() + 1000), isHqEnabled: false, failed: [] })],
  [
    'smoke-tested',
    'smoke-tests-passed',
    (of) => (of.smoke = { at: new Date(Date.now() + 1000), isHqEnabled: true, failed: ['free-trial'] }),
  ],
];

test.each(spoilt)('%s refuses while %s does not hold, says what to do, and does nothing', async (stage, check, spoil) => {
  await standBefore(stage);
  spoil(world);
  const refused = await ask({ enter: stage });
  if (refused.outcome !== 'refused') throw new Error(refused.outcome);
  expect(refused.checks.filter(({ holds }) => !holds)).toMatchObject([{ check, remedy: expect.stringMatching(/\S/u) }]);
  // Few accounts that have changed are read again: that changes nothing.
  const effects = world.effects.filter((effect) => effect !== 'verify');
  expect([effects, await store.position()]).toEqual([[], { stage: ways[stage].back, moving: null }]);
  const overridden = await ask({ enter: stage }, { actor: 'olga', reason: 'we know' }, true);
  expect(overridden).toMatchObject({ outcome: 'moved', stage });
  expect((await store.moves(1))[0]).toMatchObject({ actor: 'olga', reason: 'we know', isOverridden: true });
});

test('an announcement that nobody sent is named, with the command that keeps it as sent', async () => {
  await standBefore('hq-final');
  world.said.delete('call');
  const refused = await ask({ enter: 'hq-final' });
  expect(refused).toMatchObject({
    outcome: 'refused',
    checks: expect.arrayContaining([
      expect.objectContaining({
        words: '1 of 2 announcements are known to be sent, not call',
        remedy: expect.stringContaining(': keep call'),
      }),
    ]),
  });
});

test('the way back from the cut-over stops where HQ has changes that Field lacks, counts them, and goes on when they are given up', async () => {
  await standBefore('smoke-tested');
  world.authority.hqEdits = 2;
  await expect(ask('back')).rejects.toThrow('7 of 7 accounts stay where they are');
  expect(await store.position()).toEqual({ stage: 'field-cut-over', moving: { to: 'hq-final', direction: 'back' } });
  expect(await ask('back', { overwriteHqEdits: true })).toMatchObject({ outcome: 'moved', stage: 'hq-final' });
  expect(world.authority.places().filter((place) => !isWhollyAtField(place))).toEqual([]);
});

test('an account that has changed since it was read is read again when a stage asks', async () => {
  await standBefore('migrating');
  world.changed.add('b');
  const ports = world.ports();
  const verify = (names: readonly string[]) => {
    for (const name of names) world.changed.delete(name);
    return ports.verification.verify(names);
  };
  const living = { ...ports, verification: { ...ports.verification, verify } };
  expect((await measureChecks({ definitions, ports: living }, 'migrating')).filter(({ holds }) => !holds)).toEqual([]);
  expect(world.changed).toEqual(new Set());
});

test('an account that was left open is read again, and waited for once', async () => {
  await standBefore('validated');
  const [asked, ports] = [[] as string[], world.ports()];
  const verification: StagePorts['verification'] = {
    verdicts: async () => all.map((account) => ({ account, verdict: account === 'b' ? 'open' : 'clean', isStale: false })),
    verify: async (names) => void asked.push(...names),
  };
  expect(
    (await measureChecks({ definitions, ports: { ...ports, verification } }, 'validated')).filter(({ holds }) => !holds),
  ).toMatchObject([{ check: 'all-are-equal', words: expect.stringContaining('1 still open') }]);
  expect(asked).toEqual(['b']);
});

test('a pause that a stage lifts, and walks that it begins, are told by the answer', async () => {
  await standBefore('migrating');
  world.paused = true;
  world.workers = 0;
  expect(await ask({ enter: 'migrating' })).toMatchObject({
    outcome: 'moved',
    told: [expect.stringContaining('Sending was paused'), expect.stringContaining('at most 2 at once')],
  });
  expect(await ask({ enter: 'validated' })).toMatchObject({ outcome: 'refused' });
  between('validated');
  expect(await ask({ enter: 'validated' })).toMatchObject({ told: [] });
});

test('the maintenance page of the cut-over goes with it, also when it was killed meanwhile; that of others stays, both ways', async () => {
  await standBefore('field-cut-over');
  world.diesAfter = 1;
  await expect(ask({ enter: 'field-cut-over' }, { maintenance: true })).rejects.toThrow('killed');
  expect(world.page).toBe('release');
  world.diesAfter = Number.POSITIVE_INFINITY;
  await enter('field-cut-over');
  expect(world.page).toBeNull();
  world.page = 'others';
  expect(await ask('back')).toMatchObject({ outcome: 'moved' });
  await enter('field-cut-over', { maintenance: true });
  expect(world.page).toBe('others');
});

test('a check that cannot be measured does not hold, and two people do not move the release at once', async () => {
  const ports = world.ports();
  const broken = { ...ports, hq: { ...ports.hq, hello: () => Promise.reject(new Error('HQ is down')) } };
  expect(await measureChecks({ definitions, ports: broken }, 'hq-released')).toMatchObject([
    { check: 'hq-answers', holds: false, words: expect.stringContaining('HQ is down') },
    { check: 'versions-ahead', holds: false },
    { check: 'announcements-sent', holds: true },
  ]);
  const seen = await store.alone(() => ask({ enter: 'hq-released' }));
  expect(seen?.result).toMatchObject({ outcome: 'refused', because: expect.stringContaining('Somebody else') });
  expect(await ask({ enter: 'hq-released' })).toMatchObject({ outcome: 'moved' });
});

test('whoever loses the session of the lock does nothing more, and does not undo the way back of somebody else', async () => {
  await standBefore('smoke-migrated');
  const ports = world.ports();
  const meanwhile = async (): Promise<void> => {
    await runner`
      select pg_terminate_backend(pid, 10000) from pg_locks
      where locktype = 'advisory' and pid <> pg_backend_pid() and database = (select oid from pg_database where datname = current_database())`;
    expect(await ask('back')).toMatchObject({ outcome: 'moved', stage: 'push-enabled' });
    world.effects = [];
  };
  const interrupted = { ...ports, accounts: { ...ports.accounts, whenLive: meanwhile } };
  const move = moveRelease(
    { store, ports: interrupted, definitions, say: () => {} },
    { wish: { enter: 'smoke-migrated' }, override: false },
  );
  await expect(move).rejects.toThrow('somebody else may move it now');
  expect([world.effects, await store.position()]).toEqual([[], { stage: 'push-enabled', moving: null }]);
});

test('a move that another one followed is not written down as ended', async () => {
  const kept = { actor: 'ann', reason: 'a test', checks: [], isOverridden: false };
  const move = { from: 'prepared', to: 'hq-released', direction: 'forward', isContinued: false } as const;
  const [first, second] = [await store.begin(move, kept), await store.begin(move, kept)];
  await expect(store.end(first, 'hq-released')).rejects.toThrow('somebody else may move it now');
  expect((await store.position()).stage).toBe('prepared');
  await store.end(second, 'hq-released');
  expect(await store.position()).toEqual({ stage: 'hq-released', moving: null });
});

test('accounts that a move names are chosen when it is made, and not when it is refused', async () => {
  await standBefore('smoke-migrated');
  world.hosts = 0;
  expect(await ask({ enter: 'smoke-migrated' }, { chosen: ['f'] })).toMatchObject({ outcome: 'refused' });
  expect(world.chosen).toEqual([]);
  world.hosts = 1;
  await enter('smoke-migrated', { chosen: ['f', 'g'] });
  expect([world.chosen, [...world.live]]).toEqual([
    ['f', 'g'],
    ['f', 'g'],
  ]);
  await ask('back');
  await enter('smoke-migrated', { chosen: ['a'] });
  expect([world.chosen, [...world.live]]).toEqual([['a'], ['f', 'g', 'a']]);
});
