import { describe, expect, it } from 'vitest';
import { lastKey } from './bytewise.ts';
import { lookAt, narrowed, row, sizes } from './fixtures/counted-look.ts';

describe('narrowed reading', () => {
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
