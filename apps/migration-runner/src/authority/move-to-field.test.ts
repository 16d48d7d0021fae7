import { expect, test } from 'vitest';
import { AuthorityInMemory } from './fixtures/authority-in-memory.ts';
import { moveToField } from './move-to-field.ts';

const order = { accounts: ['a'], to: 'field', actor: 'olga', reason: 'a test', overwriteHqEdits: false } as const;

/** A move to HQ was killed when it had asked HQ, which has not carried it out yet: `arrives` does. */
function killedMove() {
  const authority = new AuthorityInMemory(['a'], { everybodys: () => 'legacy', effect: (_words, effect) => effect() });
  authority.fences.set('a', 1);
  authority.own.set('a', 'locked');
  const arrives = () => authority.ports().hq.move({ ...order, account: 'a', to: 'hq', epoch: 0 });
  return { authority, arrives };
}

test('a move to HQ that was killed is given up: what HQ was asked before comes too late', async () => {
  const { authority, arrives } = killedMove();
  expect(await moveToField(authority.ports(), order)).toMatchObject([{ outcome: 'there', owner: 'field', epoch: 1, touched: 1 }]);
  expect((await arrives()).refusal?.code).toBe('epoch_other');
  expect(authority.look()).toEqual([{ account: 'a', owner: 'field', isFenced: false, gate: 'legacy' }]);
});

test('a move to HQ that HQ carries out while it is given up is not given up: the account stays locked, and the same order takes it back', async () => {
  const { authority, arrives } = killedMove();
  const ports = authority.ports();
  const move: typeof ports.hq.move = async (input) => {
    await arrives();
    return ports.hq.move(input);
  };
  expect(await moveToField({ ...ports, hq: { ...ports.hq, move } }, order)).toMatchObject([{ outcome: 'refused', owner: 'hq', epoch: 1 }]);
  expect(authority.look()).toMatchObject([{ owner: 'hq', isFenced: true, gate: 'locked' }]);
  expect(await moveToField(ports, order)).toMatchObject([{ outcome: 'moved', owner: 'field' }]);
  expect(authority.look()).toMatchObject([{ owner: 'field', isFenced: false, gate: 'legacy' }]);
});

test('an HQ that does not answer whether Field keeps an account leaves it locked', async () => {
  const { authority } = killedMove();
  const ports = authority.ports();
  const move = async () => {
    throw new Error('HQ cannot be reached');
  };
  await expect(moveToField({ ...ports, hq: { ...ports.hq, move } }, order)).rejects.toThrow('HQ cannot be reached');
  expect(authority.look()).toMatchObject([{ owner: 'field', isFenced: true, gate: 'locked' }]);
});
