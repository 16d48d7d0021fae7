import axe from 'axe-core';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import { inThreeZones } from '../window/fixtures/three-zones.ts';
import { plan, schedule } from './fixtures/mission.ts';
import { timelineHtml } from './timeline-html.ts';

const options = {
  now: '2015-05-16T01:50:00Z',
  actual: {
    push: { start: '2015-05-11T01:02:00Z', end: '2015-05-11T01:30:00Z' },
    maintenance: { start: '2015-05-16T01:00:00Z', end: '2015-05-16T01:08:00Z' },
    'cut-over': { start: '2015-05-16T01:10:00Z', end: null },
  },
};
const page = timelineHtml(plan, schedule, options);
const { document } = new JSDOM(page).window;
const rows = [...document.querySelectorAll('tbody tr')].map((row) => [...row.children].map(({ textContent }) => textContent));

test('axe finds nothing serious', async () => {
  const { window } = new JSDOM(page, { runScripts: 'outside-only' });
  window.eval(axe.source);
  // jsdom lays nothing out, so contrast is not among what it can see.
  const { violations } = (await window.eval(`axe.run(document, { rules: { 'color-contrast': { enabled: false } } })`)) as axe.AxeResults;
  window.close();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([]);
});

test('the table tells every step with owner, times in all offices, state, plan against actual and way back', () => {
  expect(rows[2]).toEqual([
    'Cut over; move "all" <accounts> ◆ critical path (downtime)',
    'Wei & <Team>',
    'Sat 16 May 09:10 Shanghai · Fri 15 May 21:10 Boston · Fri 15 May 18:10 San Francisco · 2015-05-16 01:10 UTC',
    '2015-05-16 01:45 UTC, latest 2015-05-16 02:00 UTC',
    'running',
    'began 2015-05-16 01:10 UTC, as planned',
    'Move the administration back to Field, 30 minutes',
  ]);
  expect(rows.map((row) => row[4])).toEqual(['done late', 'done', 'running', 'late', undefined]);
  expect(rows[0]?.[5]).toBe(
    'began 2015-05-11 01:02 UTC, 2 minutes later than planned; ended 2015-05-11 01:30 UTC, 15 minutes later than planned',
  );
  expect(rows[4]?.[0]).toBe('Field may be away on Friday');
});

test('the pictures hold a bar a step, the ways back, downtime, messages and the lines of now, window and last go', () => {
  const count = (selector: string) => document.querySelectorAll(`svg ${selector}`).length;
  expect({ bars: count('.bar'), back: count('.back'), actual: count('.actual'), critical: count('.bar.critical') }).toEqual({
    bars: 4,
    back: 3,
    actual: 3,
    critical: 3,
  });
  expect({ pictures: document.querySelectorAll('svg').length, messages: count('.message'), downtime: count('.downtime') }).toEqual({
    pictures: 3,
    messages: 1,
    downtime: 1,
  });
  expect([...document.querySelectorAll('svg:last-of-type .mark')].map(({ textContent }) => textContent)).toEqual([
    'downtime planned',
    'window ends: 04:00 UTC',
    'last go or no-go: 03:25 UTC',
    'now: 01:50 UTC',
  ]);
});

test('needs nothing else: no script, no address', () => {
  expect(page).not.toMatch(/<script|<link|<img|url\(|https?:/u);
});

test('without a moment every step is planned, and nothing is measured', () => {
  const plain = new JSDOM(timelineHtml(plan, schedule)).window.document;
  expect([...plain.querySelectorAll('tbody tr td:nth-child(5)')].map(({ textContent }) => textContent)).toEqual([
    'planned',
    'planned',
    'planned',
    'planned',
  ]);
  expect(plain.querySelector('.line.now')).toBeNull();
});

test('the step after the done ones is next', () => {
  const early = new JSDOM(timelineHtml(plan, schedule, { now: '2015-05-15T01:00:00Z', actual: { push: options.actual.push } })).window
    .document;
  expect([...early.querySelectorAll('tbody tr td:nth-child(5)')].map(({ textContent }) => textContent)).toEqual([
    'done late',
    'next',
    'planned',
    'planned',
  ]);
});

test('any words are text, never markup', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", 'a', ' ', '/', 'script'), minLength: 1 }), (words) => {
      const steps = schedule.steps.map((step) => ({ ...step, title: words, step: { ...step.step, back: { none: words } } }));
      const owners = { ...plan.owners, ann: { name: words, office: 'boston' } };
      const text = timelineHtml({ ...plan, owners }, { ...schedule, steps });
      const read = new JSDOM(text).window.document;
      expect(read.querySelectorAll('script')).toHaveLength(0);
      expect(read.querySelectorAll('*')).toHaveLength(
        new JSDOM(
          timelineHtml(plan, { ...schedule, steps: steps.map((step) => ({ ...step, title: 'a' })) }),
        ).window.document.querySelectorAll('*').length,
      );
    }),
    { numRuns: 15 },
  );
});

test('is the same wherever the machine stands', () => {
  const { results } = inThreeZones(() => timelineHtml(plan, schedule, options));
  expect(results).toEqual([page, page, page]);
});
