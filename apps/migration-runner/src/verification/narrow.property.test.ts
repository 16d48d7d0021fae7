import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lastKey } from './bytewise.ts';
import { differencesOf } from './differences-of.ts';
import { lookAt, narrowed, pair, row } from './fixtures/counted-look.ts';

it('narrowed reading finds exactly what reading everything finds, whatever the rows and the differences are', async () => {
  const key = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom('', '\uff5e', '\u{1f600}', '\u{10fffe}', 'a\u0001', 'a'),
  );
  const common = fc.uniqueArray(key, { maxLength: 40 });
  const planted = fc.array(fc.tuple(fc.nat(), fc.constantFrom('missing', 'other', 'twice')), { maxLength: 6 });
  const extra = fc.array(fc.oneof(key, fc.constant(lastKey)), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(common, planted, extra, fc.array(fc.nat(), { maxLength: 3 }), async (keys, changes, more, held) => {
      const field = keys.map((name) => row(name, 'same'));
      const hq = [...field, ...more.map((name) => row(name, 'extra'))];
      for (const [at, change] of changes) {
        const place = at % Math.max(1, hq.length);
        const old = hq[place];
        if (old === undefined) continue;
        if (change === 'missing') hq.splice(place, 1);
        else if (change === 'other') hq[place] = { ...old, values: [old.key, 'a', 'changed'] };
        else hq.push(old);
      }
      const quarantined = held.flatMap((at) => keys[at % Math.max(1, keys.length)] ?? []);
      const { look } = lookAt(field, hq, quarantined);
      const whole = await Array.fromAsync(differencesOf(pair, look));
      expect(await narrowed(lookAt(field, hq, quarantined), field.length, hq.length)).toEqual(whole);
    }),
    { numRuns: 200 },
  );
});
