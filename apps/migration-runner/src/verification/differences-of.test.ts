import { limits, type RowsInput } from '@hq-field/contracts';
import { describe, expect, it } from 'vitest';
import { differencesAgain, differencesOf } from './differences-of.ts';
import type { Difference } from './finding.ts';
import { lookAt, pair, row } from './fixtures/counted-look.ts';
import { Quarantined } from './quarantined.ts';

const differing = (key: string, of: Partial<Difference> = {}): Difference => ({
  ...pair,
  kind: 'differs',
  key,
  externalId: key,
  fields: [],
  ...of,
});

/** A look that keeps the order in which things were asked. */
function observed(...sides: Parameters<typeof lookAt>) {
  const { look } = lookAt(...sides);
  const asked: string[] = [];
  const questions: RowsInput[] = [];
  const { hq } = look;
  return {
    asked,
    questions,
    look: {
      ...look,
      sent: async () => void asked.push('sent'),
      hq: {
        ...hq,
        rows: async (input: RowsInput) => {
          asked.push(`${input.account} ${input.entity}`);
          questions.push(input);
          return hq.rows(input);
        },
      },
    },
  };
}

describe('differencesAgain', () => {
  it('reads the records by name, after everything was sent, a pair at a time', async () => {
    const { look, asked, questions } = observed([row('p', '1'), row('q', '1')], [row('p', '2'), row('q', '2')]);
    const open = [differing('p'), differing('p'), differing('u', { entity: 'user', account: null }), differing('x', { account: 'b' })];
    expect(await Array.fromAsync(differencesAgain(open, look))).toMatchObject([{ kind: 'differs', key: 'p' }]);
    expect(asked).toEqual(['sent', 'a project', 'null user', 'b project']);
    expect(questions.map(({ keys, after, limit }) => [keys, after, limit])).toEqual([
      [['p'], null, limits.rowsPerPage],
      [['u'], null, limits.rowsPerPage],
      [['x'], null, limits.rowsPerPage],
    ]);
  });

  it('names no more records at once than a question takes', async () => {
    const keys = Array.from({ length: limits.rowsPerPage + 1 }, (_, at) => `k${at}`);
    const { look, questions } = observed([], []);
    await Array.fromAsync(
      differencesAgain(
        keys.map((key) => differing(key)),
        look,
      ),
    );
    expect(questions.map((input) => input.keys?.length)).toEqual([limits.rowsPerPage, 1]);
    expect(questions.flatMap((input) => input.keys)).toEqual(keys);
  });
});

describe('differencesOf', () => {
  it('passes over what is in quarantine, and what hangs on it', async () => {
    const { look } = lookAt([row('held', '1'), row('p', '1')], [row('held', '2'), row('p', '1'), row('q', '1')], ['held']);
    expect(await Array.fromAsync(differencesOf(pair, look))).toMatchObject([{ kind: 'extra_in_hq', key: 'q' }]);
    const below = { ...look, quarantine: new Quarantined([{ entity: 'account', externalId: 'a' }]) };
    expect(await Array.fromAsync(differencesOf(pair, below))).toMatchObject([{ kind: 'differs', key: 'held' }]);
  });
});
