import { describe, expect, it } from 'vitest';
import { goodFigures, run } from '../fixtures/figures.ts';
import { buildReport, noFigures } from '../report-model.ts';
import { niceCeiling } from './chart.ts';
import { duration } from './markup.ts';
import { renderReport } from './report-html.ts';

const good = renderReport(buildReport(goodFigures(), run));

describe('renderReport', () => {
  it('stands alone: no script, no font, no picture from elsewhere', () => {
    expect(good).not.toMatch(/<script|<link|<img|@import|url\(|https?:\/\//u);
  });

  it('shows the verdict, the figures and every table', () => {
    expect(good).toContain('>Passed<');
    for (const words of [
      '98\u202f000',
      '4\u202f000',
      '80 ms',
      '900 ms',
      'email_invalid',
      'project_members',
      'company-merged',
      '191 MB'.replace('191', '190'),
    ])
      expect(good).toContain(words);
  });

  it('marks both kills in the chart', () => {
    expect(good.match(/class="kill"/gu)).toHaveLength(2);
    expect(good).toContain('runner killed');
    expect(good).toContain('HQ killed');
  });

  it('has no number that is none', () => {
    expect(good).not.toMatch(/NaN|Infinity|undefined|null/u);
  });

  it('escapes whatever a record or an error may say', () => {
    const page = renderReport(buildReport(noFigures(), { ...run, failure: { phase: '<b>', message: '<script>alert("x")</script>' } }));
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<b>');
    expect(page).toContain('>Failed<');
  });

  it('closes every element', () => {
    const names = [...good.matchAll(/<([a-z1-6]+)[^>]*?(\/?)>/gu)]
      .filter(([, name, closed]) => closed !== '/' && !['meta', 'html'].includes(name ?? ''))
      .map(([, name]) => name);
    for (const name of new Set(names)) {
      expect([name, good.split(`</${name}>`).length - 1]).toEqual([name, names.filter((one) => one === name).length]);
    }
  });
});

describe('axes', () => {
  it.each([
    [0, 1],
    [1, 1],
    [3, 3],
    [101, 120],
    [98_000, 100_000],
  ])('ends above %d at %d', (value, expected) => {
    expect(niceCeiling(value)).toBe(expected);
  });

  it.each([
    [3.14, '3.1 s'],
    [59.94, '59.9 s'],
    [59.99, '1 min 0 s'],
    [125, '2 min 5 s'],
    [119.6, '2 min 0 s'],
  ])('says %d seconds as %s', (seconds, expected) => {
    expect(duration(seconds)).toBe(expected);
  });
});
