import { expect, test } from 'vitest';
import type { Position, Stage } from '../stages/stages.ts';
import type { ReleaseWalk } from './release-walk.ts';
import { goAllTheWayBack } from './ways-back.ts';

/** What the diary has of a walk without a step behind it, whose next stage's command ends like this. */
async function halfEntered(stage: Stage, code: number | null, moving: Position['moving'] = null): Promise<string[]> {
  const kinds: string[] = [];
  await goAllTheWayBack({
    done: [],
    nextStage: () => ({ id: 'next', step: { stage } }),
    begin: async () => ({ code, said: 'its last words' }),
    world: { ask: async () => ({ stage: 'validated', moving }), migrate: async () => ({ code: 0, said: '' }) },
    diary: {
      note: (kind: string) => void kinds.push(kind),
      async during({ kind }: { kind: string }, work: () => Promise<string>) {
        kinds.push(kind);
        await work();
      },
    },
  } as unknown as ReleaseWalk);
  return kinds;
}

const moving: Position['moving'] = { to: 'hq-final', direction: 'forward' };

test('a stage whose command dies is taken back, one without an action too, and one that is refused is told', async () => {
  expect(await halfEntered('hq-final', null, moving)).toEqual(['pull', 'back']);
  expect(await halfEntered('validated', 0)).toEqual(['back']);
  expect(await halfEntered('hq-final', 1)).toEqual(['refused']);
});

test.each([
  ['could not run', 'hq-final', 3, null],
  ['died before its first action', 'hq-final', null, null],
  ['did not die', 'hq-final', 0, null],
  ['stopped in the middle by itself', 'hq-final', 1, moving],
  ['died without an action', 'validated', null, null],
] as const)('a stage whose command %s was not half entered: the rehearsal fails', async (_, stage, code, standing) => {
  await expect(halfEntered(stage, code, standing)).rejects.toThrow('its last words');
});
