import { expect, test } from 'vitest';
import { type TimelineEvent, timingsOf } from './timeline.ts';

const event = (at: number, kind: TimelineEvent['kind']): TimelineEvent => ({ at, kind, words: '' });

test('times from the first pull to the notice after it, and from the last heal to the next move', () => {
  const events = [
    event(1, 'notice'),
    event(2, 'pull'),
    event(5, 'notice'),
    event(6, 'heal'),
    event(7, 'resume'),
    event(8, 'heal'),
    event(8.5, 'resume'),
  ];
  expect(timingsOf(events)).toEqual({ notice: 3, resume: 0.5 });
});

test('says nothing of what did not happen', () => {
  expect(timingsOf([event(1, 'pull')])).toEqual({ notice: null, resume: null });
});
