import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Climb } from './climb.ts';

const ceiling = 12;

/** A system that does so much work a second with so many fibres, and a throttle that obeys the climb as fast as it may. */
function run(seconds: number, workOf: (fibres: number, second: number) => number, { from = 1, isOpen = true } = {}) {
  const climb = new Climb(from, ceiling);
  let fibres = from;
  const stood: { fibres: number; work: number }[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const work = workOf(fibres, second);
    stood.push({ fibres, work });
    const aim = climb.next({ nowMs: second * 1000, fibres, work, batches: 4, isOpen });
    if (isOpen) fibres = Math.min(aim.fibres, fibres + 1);
  }
  return stood;
}
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Fibres that slow each other: 0 not at all, 1 so much that many do what one does. */
const shared = (slowing: number) => (fibres: number) => (1000 * fibres) / (1 + slowing * (fibres - 1));
const fewerWithMore = (fibres: number) => 3000 - 50 * fibres;

test('where every fibre brings its work it comes to the ceiling, and is there most of the time', () => {
  const stood = run(400, shared(0)).slice(100);
  expect(mean(stood.map(({ fibres }) => fibres))).toBeGreaterThan(ceiling * 0.95);
});

test('where more fibres bring nothing it stays at one, and looks less and less often', () => {
  const stood = run(900, fewerWithMore);
  const more = (from: number, to: number) => stood.slice(from, to).filter(({ fibres }) => fibres > 1).length;
  expect(more(0, 100)).toBeGreaterThan(5);
  expect(more(100, 900)).toBeLessThan(80);
  expect(more(500, 900)).toBeLessThan(more(100, 500));
});

test('where fibres bring nothing any more it comes down again', () => {
  const stood = run(1500, (fibres, second) => (second < 200 ? shared(0)(fibres) : fewerWithMore(fibres)));
  expect(stood[199]?.fibres).toBe(ceiling);
  expect(stood.at(-1)?.fibres).toBe(1);
});

test('begins at the fibres that there are', () => {
  expect(run(4, shared(0), { from: 8 }).every(({ fibres }) => fibres === 8)).toBe(true);
  expect(new Climb(20, ceiling).next({ nowMs: 0, fibres: 12, work: 0, batches: 0, isOpen: false }).fibres).toBe(ceiling);
});

test('looks at nothing while something else holds the rate', () => {
  const stood = run(100, shared(0), { isOpen: false });
  expect(stood.every(({ fibres }) => fibres === 1)).toBe(true);
});

test('gives a look up that nothing can be seen of', () => {
  const climb = new Climb(1, ceiling);
  let second = 0;
  const look = (fibres: number, isOpen: boolean) => climb.next({ nowMs: 1000 * (second += 1), fibres, work: 1000, batches: 4, isOpen });
  while (look(1, true).fibres === 1) expect(second).toBeLessThan(20);
  expect(look(2, true)).toEqual({ fibres: 2, reason: 'sees what 2 fibres do' });
  while (look(2, false).fibres === 2) expect(second).toBeLessThan(40);
  expect(look(1, true).fibres).toBe(1);
});

test('says what it has found', () => {
  const climb = new Climb(1, ceiling);
  let fibres = 1;
  const words = new Set<string | null>();
  for (let second = 0; second < 40; second += 1) {
    const aim = climb.next({ nowMs: second * 1000, fibres, work: fewerWithMore(fibres), batches: 4, isOpen: true });
    words.add(aim.reason);
    fibres = aim.fibres;
  }
  expect(words).toContain('2 fibres do 0.98 times the work of 1');
});

test('however much fibres slow each other, and chance disturbs it, it does nearly what the best number of fibres does', () => {
  const chance = fc.infiniteStream(fc.double({ min: 0.8, max: 1.2, noNaN: true }));
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1.2, noNaN: true }), chance, (slowing, times) => {
      const work = shared(slowing);
      const stood = run(1000, (fibres) => work(fibres) * (times.next().value ?? 1)).slice(120);
      const best = Math.max(work(1), work(ceiling));
      expect(mean(stood.map((one) => one.work))).toBeGreaterThan(best * 0.8);
    }),
  );
});
