import { expect, test } from 'vitest';
import { statesBefore, transitions } from './transitions.ts';

test('no event leads back to planned, and live is the end', () => {
  const targets = Object.values(transitions).flatMap((row) => Object.values(row));
  expect(targets).not.toContain('planned');
  expect(Object.values(transitions.live).every((target) => target === null)).toBe(true);
});

test('every event may happen from the states that the table says, and no others', () => {
  expect(statesBefore('start')).toEqual(['planned', 'backfilling', 'failed']);
  expect(statesBefore('walked')).toEqual(['backfilling']);
  expect(statesBefore('drained')).toEqual(['catching-up']);
  expect(statesBefore('fail')).toEqual(['planned', 'backfilling', 'catching-up', 'failed']);
});
