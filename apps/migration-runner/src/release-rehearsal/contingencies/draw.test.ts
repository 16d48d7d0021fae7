import { readFileSync } from 'node:fs';
import { parsePlan } from '@hq-field/release-plan';
import { expect, test } from 'vitest';
import { defaultPlan } from '../../plan/open-plan.ts';
import { draw } from './draw.ts';
import { contingencies } from './index.ts';

const parsed = parsePlan(readFileSync(defaultPlan, 'utf8'));
if ('mistakes' in parsed) throw new Error(JSON.stringify(parsed.mistakes));
const { plan } = parsed;
const steps = plan.steps.map(({ id }) => id);
const seeds = Array.from({ length: 200 }, (_, seed) => seed);

test('every contingency is one of the plan, at steps of the plan', () => {
  for (const { id, steps: at } of contingencies) {
    expect(plan.contingencies.map((one) => one.id)).toContain(id);
    expect(at.filter((step) => !steps.includes(step))).toEqual([]);
  }
});

test('the seed alone draws two at different steps, and over seeds every one at every step', () => {
  const seen = new Set<string>();
  for (const seed of seeds) {
    const drawn = draw(contingencies, seed, 2, steps);
    expect(drawn).toEqual(draw(contingencies.toReversed(), seed, 2, steps));
    expect(new Set(drawn.map(({ step }) => step)).size).toBe(2);
    expect(new Set(drawn.map(({ contingency }) => contingency.id)).size).toBe(2);
    for (const { contingency, step } of drawn) seen.add(`${contingency.id} at ${step}`);
  }
  expect(seen.size).toBe(contingencies.flatMap(({ steps: at }) => at).length);
});

test('what cannot strike on the way is not drawn', () => {
  for (const seed of seeds.slice(0, 20))
    for (const { step } of draw(contingencies, seed, 9, ['bulk', 'verify-all'])) expect(['bulk', 'verify-all']).toContain(step);
  expect(draw(contingencies, 1, 9, [])).toEqual([]);
});
