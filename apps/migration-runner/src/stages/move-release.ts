import { failpoint } from '@hq-field/failpoints';
import type { Definitions } from './definitions.ts';
import type { StagePorts } from './ports.ts';
import type { MeasuredCheck, ReleaseStore } from './release-store.ts';
import { type Move, moveOf, type Stage, type Wish } from './stages.ts';

export interface Release {
  store: ReleaseStore;
  ports: StagePorts;
  definitions: Definitions;
  /** Told of what is being done. */
  say(words: string): void;
}

export interface Asked {
  wish: Wish;
  /** Go on although entry checks fail; kept with the name and the reason of the order. */
  override: boolean;
}

export type MoveOutcome =
  /** `checks` that failed were overridden; `told` is what was done that somebody might not expect. */
  | { outcome: 'moved'; stage: Stage; seconds: number; checks: MeasuredCheck[]; told: string[] }
  | { outcome: 'there'; stage: Stage }
  /** Nothing was done. */
  | { outcome: 'refused'; stage: Stage; because: string; checks: MeasuredCheck[] };

/** Measures the entry checks of a stage, all of them. A check that cannot be measured does not hold. */
export async function measureChecks(
  { definitions, ports }: Pick<Release, 'definitions' | 'ports'>,
  stage: Stage,
): Promise<MeasuredCheck[]> {
  const measured: MeasuredCheck[] = [];
  for (const { name, measure } of definitions[stage].checks) {
    const result = await measure(ports, stage).catch((error: unknown) => ({
      holds: false,
      words: `it could not be measured (${error instanceof Error ? error.message : String(error)})`,
      remedy: 'Mend what it asks, and ask again.',
    }));
    measured.push({ check: name, ...result });
  }
  return measured;
}

/**
 * Moves the release where the wish says: forward by one stage, back by one, or all the way back to `aborted`. Entry checks are measured now,
 * and refuse. The move is written down before its first action and after its last; an action whose effect stands is found and not repeated.
 */
export async function moveRelease(release: Release, asked: Asked): Promise<MoveOutcome> {
  const { store } = release;
  const alone = await store.alone(async (stillAlone): Promise<MoveOutcome> => {
    const begun = performance.now();
    const told: string[] = [];
    for (;;) {
      const position = await store.position();
      const move = moveOf(position, asked.wish);
      if (move === null) return { outcome: 'there', stage: position.stage };
      if ('refused' in move) return { outcome: 'refused', stage: position.stage, because: move.refused, checks: [] };
      const checks = move.direction === 'back' || move.isContinued ? [] : await measureChecks(release, move.to);
      const failed = checks.filter(({ holds }) => !holds);
      if (failed.length > 0 && !asked.override)
        return {
          outcome: 'refused',
          stage: position.stage,
          because: `${failed.length} of ${checks.length} entry checks of ${move.to} fail.`,
          checks,
        };
      await stillAlone();
      told.push(...(await carryOut(release, move, { checks, isOverridden: failed.length > 0, stillAlone })));
      if (asked.wish === 'back' || asked.wish.enter !== 'aborted' || move.to === 'aborted')
        return { outcome: 'moved', stage: move.to, seconds: (performance.now() - begun) / 1000, checks, told };
    }
  });
  if (alone !== null) return alone.result;
  const { stage } = await store.position();
  return {
    outcome: 'refused',
    stage,
    because: 'Somebody else moves the release at this moment. Look again when they are done.',
    checks: [],
  };
}

/** Returns what its actions have to tell. */
async function carryOut(
  { store, ports, definitions, say }: Release,
  move: Move,
  { stillAlone, ...kept }: { checks: readonly MeasuredCheck[]; isOverridden: boolean; stillAlone(): Promise<void> },
): Promise<string[]> {
  const told: string[] = [];
  const { actor, reason } = ports.order;
  const id = await store.begin(move, { actor, reason, ...kept });
  const actions = move.direction === 'forward' ? definitions[move.to].enter : definitions[move.from].back;
  say(`${move.from} to ${move.to}${move.isContinued ? ', which was begun before' : ''}`);
  for (const { name, isDone, act, told: words } of actions) {
    const began = performance.now();
    const stands = await isDone(ports);
    await stillAlone();
    if (!stands) await act(ports);
    if (failpoint) await failpoint('release:after-action');
    await store.acted(id, name, stands ? 'found' : 'done', (performance.now() - began) / 1000);
    say(`  ${stands ? 'found' : 'done '} ${name}`);
    if (!stands && words !== undefined) told.push(await words(ports));
  }
  await stillAlone();
  await store.end(id, move.to);
  return told;
}
