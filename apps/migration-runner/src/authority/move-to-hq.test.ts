import type { AccountState } from '@hq-field/field-adapter';
import { expect, test } from 'vitest';
import type { AuthorityPorts } from './authority-ports.ts';
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

/** Both accounts are moved in a world that a test changes. */
async function moveBoth(change: (ports: AuthorityPorts) => AuthorityPorts) {
  const authority = new AuthorityInMemory(['a', 'b'], { everybodys: () => 'legacy', effect: (_words, effect) => effect() });
  const order = { accounts: ['a', 'b'], to: 'hq', actor: 'olga', reason: 'a test', overwriteHqEdits: false } as const;
  const moved = await moveToHq(change(authority.ports()), order).catch((error: unknown) => String(error));
  return { moved, places: authority.look() };
}
const atField = { owner: 'field', isFenced: false, gate: 'legacy' };
const atHq = { owner: 'hq', isFenced: true, gate: 'hq' };
const locked = { owner: 'field', isFenced: true, gate: 'locked' };

/** HQ, which is away from a moment on. */
function awayFrom({ hq }: AuthorityPorts) {
  let isAway = false;
  const look: typeof hq.look = async (names) => {
    if (isAway) throw new Error('HQ cannot be reached');
    return hq.look(names);
  };
  return { hq: { ...hq, look }, goes: () => void (isAway = true) };
}

test('HQ goes away while changes are on their way to it: it was asked to take no account, and Field has them again', async () => {
  const { moved, places } = await moveBoth((ports) => {
    const { hq, goes } = awayFrom(ports);
    const delivered = async () => {
      goes();
      return false;
    };
    return { ...ports, hq, field: { ...ports.field, delivered } };
  });
  expect(moved).toMatchObject([{ outcome: 'refused' }, { because: expect.stringContaining('still on their way to HQ') }]);
  expect(places).toMatchObject([atField, atField]);
});

test('both sides cannot be compared: the failure is told, and Field has the accounts again', async () => {
  const { moved, places } = await moveBoth((ports) => {
    const { hq, goes } = awayFrom(ports);
    const differs = async () => {
      goes();
      throw new Error('HQ is upgraded');
    };
    return { ...ports, hq, differs };
  });
  expect([moved, places]).toMatchObject(['Error: HQ is upgraded', [atField, atField]]);
});

test('an account that HQ may have taken stays locked while HQ cannot be asked, and is named; the others are moved', async () => {
  const { moved, places } = await moveBoth((ports) => {
    const { hq, goes } = awayFrom(ports);
    const move: typeof hq.move = async (input) => {
      if (input.account === 'b') return hq.move(input);
      goes();
      throw new Error('HQ cannot be reached');
    };
    return { ...ports, hq: { ...hq, move } };
  });
  expect(moved).toContain('they stay locked: a. Say the same once more when HQ can be reached.');
  expect(places).toMatchObject([locked, atHq]);
});

test('an account that HQ has taken, and whose answer was lost, has its pages at HQ; the failure is told', async () => {
  const { moved, places } = await moveBoth((ports) => {
    const move: typeof ports.hq.move = async (input) => {
      const answer = await ports.hq.move(input);
      if (input.account === 'a') throw new Error('HQ was restarted');
      return answer;
    };
    return { ...ports, hq: { ...ports.hq, move } };
  });
  expect([moved, places]).toMatchObject(['Error: HQ was restarted', [atHq, atHq]]);
});
