import { expect, test } from 'vitest';
import { type TimelineEvent, timingsOf } from './timeline.ts';

const event = (at: number, kind: TimelineEvent['kind']): TimelineEvent => ({ at, kind, words: '' });

test('gives the longest time from a pull to the notice after it, and from a heal to the next move', () => {
  const events = [
    event(1, 'notice'),
    event(2, 'pull'),
    event(5, 'notice'),
    event(6, 'heal'),
    event(7, 'resume'),
    event(8, 'heal'),
    event(8.5, 'resume'),
  ];
  expect(timingsOf(events)).toEqual({ notice: 3, resume: 1 });
});

test('counts a notice for the pull before it alone', () => {
  const events = [event(1, 'pull'), event(4, 'pull'), event(5, 'notice'), event(9, 'notice')];
  expect(timingsOf(events)).toEqual({ notice: 1, resume: null });
});

test('says nothing of what did not happen', () => {
  expect(timingsOf([event(1, 'pull')])).toEqual({ notice: null, resume: null });
});
