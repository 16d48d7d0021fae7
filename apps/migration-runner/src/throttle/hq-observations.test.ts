import { beforeEach, expect, test } from 'vitest';
import { HqObservations } from './hq-observations.ts';

let now: number;
let observations: HqObservations;
beforeEach(() => {
  now = 0;
  observations = new HqObservations(() => now);
});
function answered(ms: number, records = 1000, load: number | null = 0.5) {
  const ended = observations.begin(records);
  now += ms;
  ended('answer', load);
}

test('nothing seen is nothing known', () => {
  expect(observations.summary()).toEqual({
    answers: 0,
    latencyP95Ms: null,
    fullBatchMs: null,
    errors: 0,
    refusals: 0,
    load: null,
    sinceStart: { batches: 0, work: 0 },
  });
});

test('what was answered since the start is kept, a hundred records for each batch beside its own', () => {
  answered(100, 1000);
  now += 3001;
  answered(10, 5);
  observations.begin(10)('error', null);
  expect(observations.summary()).toMatchObject({ answers: 1, sinceStart: { batches: 2, work: 1205 } });
});

test('batches of all sizes compare as full ones', () => {
  answered(110, 1000);
  answered(11, 10);
  answered(20, 100);
  expect(observations.summary()).toMatchObject({ answers: 3, latencyP95Ms: 110, fullBatchMs: 110, load: 0.5 });
});

test('what happened more than three seconds ago is forgotten', () => {
  answered(100);
  observations.begin(10)('error', null);
  observations.begin(10)('refusal', null);
  expect(observations.summary()).toMatchObject({ answers: 1, errors: 1, refusals: 1 });
  now += 3001;
  expect(observations.summary()).toMatchObject({ answers: 0, errors: 0, refusals: 0, load: null });
});

test('a batch that HQ does not answer counts with its age', () => {
  answered(100);
  observations.begin(1000);
  now += 50;
  expect(observations.summary().latencyP95Ms).toBe(100);
  now += 2000;
  expect(observations.summary().latencyP95Ms).toBe(2050);
  now += 60_000;
  expect(observations.summary()).toMatchObject({ answers: 0, latencyP95Ms: 62_050 });
});

test('an HQ that has become slow is seen within little more than a second, however many quick answers there were', () => {
  for (let batch = 0; batch < 40; batch += 1) answered(50);
  for (let batch = 0; batch < 3; batch += 1) observations.begin(1000);
  now += 1100;
  expect(observations.summary()).toMatchObject({ fullBatchMs: 1100 });
});

test('when little is sent, one late batch does not stand for all', () => {
  for (let batch = 0; batch < 3; batch += 1) answered(50);
  observations.begin(1000);
  now += 2000;
  expect(observations.summary()).toMatchObject({ fullBatchMs: 50 });
});
