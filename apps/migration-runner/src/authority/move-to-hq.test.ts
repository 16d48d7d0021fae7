import type { AccountState } from '@hq-field/field-adapter';
import { expect, test } from 'vitest';
import { AuthorityInMemory } from './fixtures/authority-in-memory.ts';
import { moveToHq } from './move-to-hq.ts';

test.each<[AccountState | undefined, string]>([
  ['backfilling', 'It is backfilling, not live: what HQ has of it is not whole. Let `pnpm migrate work` finish it.'],
  [undefined, 'Take it in by `pnpm migrate enqueue --all`'],
])('an account that is %s for the runner is not moved, and what helps is named', async (state, words) => {
  const effects: string[] = [];
  const authority = new AuthorityInMemory(['a'], { everybodys: () => 'legacy', effect: (effect) => void effects.push(effect) });
  const ports = authority.ports();
  const states = async () => new Map(state === undefined ? [] : [['a', state]]);
  const order = { accounts: ['a'], to: 'hq', actor: 'olga', reason: 'a test', overwriteHqEdits: false } as const;
  const [moved] = await moveToHq({ ...ports, field: { ...ports.field, states } }, order);
  expect(moved).toMatchObject({ outcome: 'refused', because: expect.stringContaining(words) });
  expect(effects).toEqual([]);
});
