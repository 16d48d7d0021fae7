import { expect, test } from 'vitest';
import { type Habits, plainClient } from './fixtures/plain-client.ts';
import { checkClient, conformanceText, failures } from './index.ts';

test('a client of nothing but fetch can do what the kit asks', { timeout: 120_000 }, async () => {
  const report = await checkClient(plainClient());
  expect(failures(report), conformanceText(report)).toEqual([]);
  expect(report.sections.flatMap(({ checks }) => checks).length).toBeGreaterThan(40);
});

const habits: [string, Habits, string][] = [
  ['never sends again', { neverSendsAgain: true }, 'Refusals that pass'],
  ['sends again what cannot succeed', { sendsAgainForEver: true }, 'Refusals that sending again'],
  ['believes every answer', { believesEverything: true }, 'Answers that must not'],
  ['ignores Retry-After', { ignoresRetryAfter: true }, 'Refusals that pass'],
  ['uses one token for all attempts', { keepsItsToken: true }, 'Refusals that pass'],
  ['sends only some records again', { sendsTheRestOnly: true }, 'Accidents'],
];

test.each(habits)('a client that %s is found out', { timeout: 60_000 }, async (_title, habit, section) => {
  const report = await checkClient(plainClient(habit), { sections: [section] });
  expect(failures(report).length, conformanceText(report)).toBeGreaterThan(0);
});
