import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Direction, moveOf, type Position, type Stage, stageNames, ways, type Wish } from './stages.ts';

const stage = fc.constantFrom(...stageNames);
const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.constant<Wish>('back'),
  stage.map((enter) => ({ enter })),
);

test('forward and back are each other’s reverse, and every stage is reached from prepared', () => {
  for (const name of stageNames) {
    const next = ways[name].forward;
    if (next !== null && name !== 'aborted') expect([name, ways[next].back]).toEqual([name, name]);
  }
  const reached: Stage[] = [];
  for (let at: Stage | null = 'prepared'; at !== null; at = ways[at].forward) reached.push(at);
  expect([...reached, 'aborted'].toSorted()).toEqual(stageNames.toSorted());
});

test('from every position every wish has one answer, and a move is always to a neighbour', () => {
  const moving = fc.option(fc.constantFrom<Direction>('forward', 'back'), { nil: null });
  fc.assert(
    fc.property(stage, moving, wish, (at, direction, wanted) => {
      const to = direction === null ? null : ways[at][direction];
      const position: Position = { stage: at, moving: direction === null || to === null ? null : { to, direction } };
      const move = moveOf(position, wanted);
      if (move === null || 'refused' in move) return;
      expect(move.to).toBe(move.from === 'prepared' && move.to === 'aborted' ? 'aborted' : ways[move.from][move.direction]);
      // What was begun is ended, or taken back from where it stands: nothing else is begun beside it.
      if (position.moving !== null) expect([position.stage, position.moving.to]).toContain(move.to);
    }),
    { numRuns: 2000 },
  );
});

test('whoever goes on in one direction arrives, whatever was begun before', () => {
  for (const start of stageNames) {
    let position: Position = { stage: start, moving: null };
    for (let moves = 0; ; moves += 1) {
      const move = moveOf(position, { enter: 'aborted' });
      if (move === null) break;
      if ('refused' in move) throw new Error(move.refused);
      position = { stage: move.to, moving: null };
      expect(moves).toBeLessThan(stageNames.length);
    }
    expect(position.stage).toBe('aborted');
  }
});
