import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastKey } from './bytewise.ts';
import type { Pair } from './compare-digests.ts';
import type { Row } from './compare-rows.ts';
import { differencesIn, differencesOf } from './differences-of.ts';
import { rowsSide } from './fixtures/rows-side.ts';
import { Quarantined } from './quarantined.ts';
import type { RangeSizes } from './ranges.ts';
import type { FieldSide } from './sides.ts';
import type { Look } from './take-reading.ts';

const pair: Pair = { account: 'a', entity: 'project' };
const sizes: RangeSizes = { leastRanges: 2, mostRanges: 3, rowsPerPage: 4 };
const row = (key: string, value: string): Row => ({ key, externalId: key, user: null, company: null, values: [key, 'a', value] });

interface Read {
  rows: number;
  questions: number;
  ranges: number;
}

/** A look at rows of both sides that counts what is read of HQ. */
function lookAt(field: readonly Row[], hq: readonly Row[], quarantined: readonly string[] = []): { look: Look; read: Read } {
  const read = { rows: 0, questions: 0, ranges: 0 };
  const atHq = rowsSide(pair, hq);
  const counted = {
    ...atHq,
    async rows(input) {
      const page = await atHq.rows(input);
      read.rows += page.rows.length;
      read.questions += 1;
      return page;
    },
    async rangeDigests(input) {
      read.ranges += input.bounds.length + 1;
      return atHq.rangeDigests(input);
    },
  } satisfies Partial<FieldSide>;
  const quarantine = new Quarantined(quarantined.map((externalId) => ({ entity: 'project', externalId })));
  return { look: { field: rowsSide(pair, field), hq: counted, quarantine, sent: async () => {} } as unknown as Look, read };
}

const narrowed = ({ look }: { look: Look }, recordsInField: number, recordsInHq: number) =>
  Array.fromAsync(differencesIn({ ...pair, recordsInField, recordsInHq }, look, sizes));

describe('narrowed reading', () => {
  it('finds exactly what reading everything finds, whatever the rows and the differences are', async () => {
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

  const keys = Array.from({ length: 60 }, (_, at) => `k${String(at).padStart(2, '0')}`);
  const field = keys.map((key) => row(key, 'same'));

  it('reads few rows where few differ', async () => {
    const hq = field.map((one) => (one.key === 'k31' ? row('k31', 'changed') : one));
    const world = lookAt(field, hq);
    expect(await narrowed(world, 60, 60)).toMatchObject([{ kind: 'differs', key: 'k31' }]);
    expect(world.read.rows).toBeLessThanOrEqual(sizes.rowsPerPage + 2);
    expect(world.read.questions).toBe(1);
  });

  it('finds what HQ has before the first key of Field and behind the last', async () => {
    const world = lookAt(field, [row('', 'extra'), ...field, row('z', 'extra'), row(lastKey, 'extra')]);
    expect(await narrowed(world, 60, 63)).toMatchObject([
      { kind: 'extra_in_hq', key: '' },
      { kind: 'extra_in_hq', key: 'z' },
      { kind: 'extra_in_hq', key: lastKey },
    ]);
  });

  it('asks for the rows about twice as often as reading everything does when differences lie everywhere', async () => {
    const hq = field.map((one, at) => (at % 3 === 0 ? row(one.key, 'changed') : one));
    const world = lookAt(field, hq);
    expect(await narrowed(world, 60, 60)).toHaveLength(20);
    expect(world.read.questions).toBeLessThanOrEqual(2 * (60 / sizes.rowsPerPage) + 1);
  });

  it('reads everything where HQ does not know digests of ranges, and where a page holds all of it', async () => {
    const hq = field.slice(1);
    const older = lookAt(field, hq);
    older.look.hq.rangeDigests = async () => null;
    expect(await narrowed(older, 60, 59)).toMatchObject([{ kind: 'missing_in_hq', key: 'k00' }]);
    expect(older.read.rows).toBe(59);
    const small = lookAt(field.slice(0, 4), hq.slice(0, 3));
    expect(await narrowed(small, 4, 3)).toMatchObject([{ kind: 'missing_in_hq', key: 'k00' }]);
    expect(small.read).toEqual({ rows: 3, questions: 1, ranges: 0 });
  });

  it('reads nothing when the difference has gone meanwhile', async () => {
    const world = lookAt(field, field);
    expect(await narrowed(world, 60, 59)).toEqual([]);
    expect(world.read.rows).toBe(0);
  });
});
