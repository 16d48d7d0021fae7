import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import { findWindows } from './find-windows.ts';
import { inThreeZones } from './fixtures/three-zones.ts';
import { offices } from './fixtures/offices.ts';
import { hoursSvg } from './hours-svg.ts';

const windows = findWindows({ offices, durationMinutes: 180, between: { from: '2015-05-15T07:00:00Z', to: '2015-05-16T07:00:00Z' } });

function parsed(svg: string): Document {
  return new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document;
}

test('says in words what it shows, and labels hours by more than colour', () => {
  const document = parsed(hoursSvg(windows.slice(0, 2), offices, '2015-05-15'));
  const described = document.documentElement.getAttribute('aria-labelledby')?.split(' ') ?? [];
  const told = described.map((id) => document.querySelector(`#${id}`)?.textContent);
  expect(told[0]).toBe('Hours of Shanghai, Boston, San Francisco around 2015-05-15');
  expect(told[1]).toContain(
    'Sat 16 May 09:00 in Shanghai, Fri 15 May 21:00 in Boston, Fri 15 May 18:00 in San Francisco, until 2015-05-16T04:00:00Z.',
  );
  expect([...document.querySelectorAll('.kind')].map(({ textContent }) => textContent)).toContain('work');
  expect([...document.querySelectorAll('.rank')].map(({ textContent }) => textContent)).toEqual(['1', '2']);
  expect(document.querySelectorAll('script, image, use')).toHaveLength(0);
});

test('escapes names, says when no window lies in the hours, and refuses a day that is none', () => {
  const odd = { odd: { ...offices.boston, title: '<script>&"' } };
  const document = parsed(hoursSvg(windows, odd, '2016-01-01'));
  expect(document.querySelector('.office')?.textContent).toBe('<script>&"');
  expect(document.querySelector('desc')?.textContent).toBe('No window lies in these hours.');
  expect(() => hoursSvg(windows, offices, 'Friday')).toThrow('Expected a date like `2015-05-15`, got `Friday`.');
});

test('is the same wherever the machine stands', () => {
  const { results } = inThreeZones(() => hoursSvg(windows, offices, '2015-05-15'));
  expect(new Set(results).size).toBe(1);
});
