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

const worldOfTwo = () => new AuthorityInMemory(['a', 'b'], { everybodys: () => 'legacy', effect: (_words, effect) => effect() });
const both = { accounts: ['a', 'b'], to: 'hq', actor: 'olga', reason: 'a test', overwriteHqEdits: false } as const;

/** Both accounts are moved in a world that a test changes. */
async function moveBoth(change: (ports: AuthorityPorts) => AuthorityPorts, authority = worldOfTwo()) {
  const moved = await moveToHq(change(authority.ports()), both).catch((error: unknown) => String(error));
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
  expect(moved).toContain('they stay locked: a. Say the same once more when HQ answers');
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

test('a fence that fails for one account concerns it alone: the other one is moved, Field has that one again, and what failed is said of it', async () => {
  const said: string[] = [];
  const { moved, places } = await moveBoth((ports) => {
    const raiseFence: typeof ports.field.raiseFence = async (account, epoch) => {
      if (account === 'a') throw new Error('deadlock detected');
      return ports.field.raiseFence(account, epoch);
    };
    return { ...ports, say: (words) => void said.push(words), field: { ...ports.field, raiseFence } };
  });
  expect([moved, places]).toMatchObject(['Error: deadlock detected', [atField, atHq]]);
  expect(said).toContain('failed for a: deadlock detected');
});

test('a fence that fails for an account which is at HQ already concerns it alone, too', async () => {
  const authority = worldOfTwo();
  await moveToHq(authority.ports(), { ...both, accounts: ['a'] });
  const { moved, places } = await moveBoth((ports) => {
    const raiseFence: typeof ports.field.raiseFence = async (account, epoch) => {
      if (account === 'a') throw new Error('deadlock detected');
      return ports.field.raiseFence(account, epoch);
    };
    return { ...ports, field: { ...ports.field, raiseFence } };
  }, authority);
  expect([moved, places]).toMatchObject(['Error: deadlock detected', [atHq, atHq]]);
});

test('a failure on the way back to Field does not hide the first one', async () => {
  const { moved } = await moveBoth((ports) => {
    const differs = async () => {
      throw new Error('HQ is upgraded');
    };
    const lowerFence = async () => {
      throw new Error('a change has not ended');
    };
    return { ...ports, differs, field: { ...ports.field, lowerFence } };
  });
  expect(moved).toBe('Error: HQ is upgraded');
});

/** An HQ whose first call to take `a` waits and has no answer; `arrives` carries it out. With `isDeaf`, no other call about it has one either. */
function lateAt(authority: AuthorityInMemory, { isDeaf }: { isDeaf: boolean }) {
  let late: (() => Promise<unknown>) | null = null;
  const change = (ports: AuthorityPorts): AuthorityPorts => {
    const move: typeof ports.hq.move = async (input) => {
      if (input.account !== 'a' || (late !== null && !isDeaf)) return ports.hq.move(input);
      late ??= () => authority.ports().hq.move(input);
      throw new Error('the connection was reset');
    };
    return { ...ports, hq: { ...ports.hq, move } };
  };
  return { change, arrives: async () => late?.() };
}

test('an account that HQ takes when its answer is lost already has stayed locked, although HQ did not have it; the same order ends it', async () => {
  const authority = worldOfTwo();
  const { change, arrives } = lateAt(authority, { isDeaf: true });
  const { moved, places } = await moveBoth(change, authority);
  expect(moved).toContain('may take them yet, so they stay locked: a.');
  expect(moved).toContain('pnpm migrate authority move --to field --accounts a`');
  expect(places).toMatchObject([locked, atHq]);
  await arrives();
  expect(authority.look()).toMatchObject([{ owner: 'hq', isFenced: true, gate: 'locked' }, atHq]);
  expect(await moveBoth((ports) => ports, authority)).toMatchObject({ moved: [{ outcome: 'there' }, {}], places: [atHq, atHq] });
});

test('Field has an account without an answer again when HQ has said that Field keeps it: what HQ was asked before comes too late', async () => {
  const authority = worldOfTwo();
  const { change, arrives } = lateAt(authority, { isDeaf: false });
  expect(await moveBoth(change, authority)).toMatchObject({ moved: 'Error: the connection was reset', places: [atField, atHq] });
  expect(await arrives()).toMatchObject({ refusal: { code: 'epoch_other' } });
  expect(authority.look()).toMatchObject([atField, atHq]);
});

const differing = (ports: AuthorityPorts): AuthorityPorts => ({ ...ports, differs: async () => new Map([['a', 'there are findings.']]) });

test('an account that HQ may take yet, and that is refused when the order is said again, is Field’s once HQ has said so, and locked until then', async () => {
  const authority = worldOfTwo();
  const { change, arrives } = lateAt(authority, { isDeaf: true });
  await moveBoth(change, authority);
  const again = await moveBoth((ports) => differing(change(ports)), authority);
  expect(again).toMatchObject({ moved: expect.stringContaining('they stay locked: a.'), places: [locked, atHq] });
  const answered = await moveBoth(differing, authority);
  expect(answered).toMatchObject({ moved: [{ outcome: 'refused' }, { outcome: 'there' }], places: [atField, atHq] });
  await arrives();
  expect(authority.look()).toMatchObject([atField, atHq]);
});
