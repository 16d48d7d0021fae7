import type { Position } from '../stages/stages.ts';
import { RunnerError } from '../runner-error.ts';
import type { ReleaseWalk } from './release-walk.ts';
import type { ReleaseWorld } from './release-world.ts';

const who = ['--actor', 'rehearsal', '--reason', 'the way back is rehearsed'];

/**
 * Goes back from where the walk stands to before its first step. First the next stage is half entered: its command dies at its first action.
 * After each way back from a stage, Field must serve as before, and HQ's data be the same.
 */
export async function goAllTheWayBack(walk: ReleaseWalk): Promise<void> {
  const { world } = walk;
  await halfEnter(walk);
  const [first] = walk.done;
  if (first === undefined) return;
  await walk.wayBackTo(first, [], (step) => walk.diary.during({ kind: 'proof', id: step, planned: null }, () => prove(world)));
  const { stage, moving } = await world.ask<Position>(['stage', 'show']);
  if (stage !== 'prepared' || moving !== null) throw new RunnerError('failed', `The ways back have led to ${stage}, not to prepared.`);
}

/** A stage whose entry checks refuse, or which does nothing, cannot be half entered. */
async function halfEnter(walk: ReleaseWalk): Promise<void> {
  const { world, diary } = walk;
  const next = walk.nextStage();
  if (next === undefined) return;
  const running = walk.begin(next);
  const acted = await Promise.race([
    running.child.line(/^ {2}(?:done|found) +(.+)$/u, 120_000).then(
      ([, action]) => action ?? null,
      () => null,
    ),
    running.ended.then(() => null),
  ]);
  await running.child.kill();
  const { moving } = await world.ask<Position>(['stage', 'show']);
  if (moving === null) return;
  diary.note('pull', 'plug-pulled', `${next.id} is given, and its host dies after: ${acted ?? 'nothing yet'}`);
  await diary.during({ kind: 'back', id: next.id, planned: null }, async () => {
    const { code, said } = await world.migrate(`back-${next.id}`, ['stage', 'back', ...who]);
    if (code !== 0) throw new RunnerError('failed', `stage back ended with ${code}: ${said}`);
    return `what ${next.id} had begun is taken back`;
  });
}

/** Field serves as before; while it is captured, HQ has what Field has. Returns what was seen. */
async function prove(world: ReleaseWorld): Promise<string> {
  await world.followGates();
  const { status } = await fetch(`${world.pages}/sign-in`, { redirect: 'manual' });
  if (status !== 200) throw new RunnerError('failed', `Field's pages answer ${status}.`);
  const { stage } = await world.ask<{ stage: string }>(['status']);
  if (stage === 'not-installed') return "Field's pages serve, and nothing of it is captured";
  if (stage === 'prepared') return "Field's pages serve, and nothing was migrated";
  const { code, said } = await world.migrate('verify', ['verify']);
  if (code !== 0) throw new RunnerError('failed', `After the way back, verify ended with ${code}: ${said}`);
  return `Field's pages serve; ${said.trim().split('\n').at(-1) ?? ''}`;
}
