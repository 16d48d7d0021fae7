import { expect, test } from 'vitest';
import { statesBefore, transitions } from './transitions.ts';

test('no event leads back to planned, and live is left only to be sent again', () => {
  const targets = Object.values(transitions).flatMap((row) => Object.values(row));
  expect(targets).not.toContain('planned');
  const left = Object.entries(transitions.live).filter(([, target]) => target !== null);
  expect(left).toEqual([['start again', 'backfilling']]);
});

test('every event may happen from the states that the table says, and no others', () => {
  expect(statesBefore('enqueue again')).toEqual(['failed']);
  expect(statesBefore('start')).toEqual(['planned', 'backfilling']);
  expect(statesBefore('start again')).toEqual(['planned', 'backfilling', 'live']);
  expect(statesBefore('walked')).toEqual(['backfilling']);
  expect(statesBefore('drained')).toEqual(['catching-up']);
  expect(statesBefore('fail')).toEqual(['backfilling']);
});
