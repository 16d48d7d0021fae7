import { definitions } from '../stages/definitions.ts';
import { type Position, type Stage, ways } from '../stages/stages.ts';
import { RunnerError } from '../runner-error.ts';
import { diesAfterAnAction } from './contingencies/plug-pulled.ts';
import type { ReleaseWalk } from './release-walk.ts';
import type { ReleaseWorld } from './release-world.ts';

interface Verified {
  passed: boolean;
  accounts: number;
  records: number;
  findings: number;
}

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
  await walk.wayBackTo(first, [], ({ id, stage }) =>
    walk.diary.during({ kind: 'proof', id, planned: null }, () => prove(world, stage === null ? null : ways[stage].back)),
  );
}

/** A stage whose entry checks refuse cannot be half entered; one without an action is entered. Throws RunnerError when its command ends in another way. */
async function halfEnter(walk: ReleaseWalk): Promise<void> {
  const { world, diary } = walk;
  const next = walk.nextStage();
  if (next === undefined) return;
  const { code, said } = await walk.begin(next, diesAfterAnAction);
  const { moving } = await world.ask<Position>(['stage', 'show']);
  if (code === 1 && moving === null) return diary.note('refused', next.id, 'its entry checks refuse it, so it cannot be half entered');
  const { stage } = next.step;
  const hasAction = stage === null || definitions[stage].enter.length > 0;
  const isAsMeant = hasAction ? code === null && moving !== null : code === 0;
  if (!isAsMeant)
    throw new RunnerError(
      'failed',
      `${next.id} was to ${hasAction ? 'die after its first action' : 'be entered'}, and ended with ${code ?? 'a signal'}: ${said}`,
    );
  if (hasAction) diary.note('pull', 'plug-pulled', `${next.id} is given, and its host dies after its first action`);
  await diary.during({ kind: 'back', id: next.id, planned: null }, async () => {
    const back = await world.migrate(`back-${next.id}`, ['stage', 'back', ...who]);
    if (back.code !== 0) throw new RunnerError('failed', `stage back ended with ${back.code}: ${back.said}`);
    return `what ${next.id} had begun is taken back`;
  });
}

/** The release stands where it should, and Field serves as before; while it is captured, HQ has what Field has. Returns what was seen. */
async function prove(world: ReleaseWorld, expected: Stage | null): Promise<string> {
  await world.followGates();
  const position = await world.ask<Position>(['stage', 'show']);
  if (position.stage !== expected || position.moving !== null)
    throw new RunnerError('failed', `The way back has led to ${position.stage}, not to ${expected}.`);
  const { status } = await fetch(`${world.pages}/sign-in`, { redirect: 'manual' });
  if (status !== 200) throw new RunnerError('failed', `Field's pages answer ${status}.`);
  const { stage } = await world.ask<{ stage: string }>(['status']);
  if (stage === 'not-installed') return "Field's pages serve, and nothing of it is captured";
  if (stage === 'prepared') return "Field's pages serve, and nothing was migrated";
  const { passed, accounts, records, findings } = await world.ask<Verified>(['verify']);
  const words = `${findings} findings in ${records} records of ${accounts} accounts`;
  // What HQ keeps is not compared.
  const isOfHq = ['field-cut-over', 'smoke-tested', 'done'].includes(position.stage);
  if (!passed || (accounts === 0) !== isOfHq) throw new RunnerError('failed', `After the way back to ${position.stage}: ${words}.`);
  return isOfHq ? "Field's pages serve, and HQ keeps what they show" : `Field's pages serve; ${words}`;
}
