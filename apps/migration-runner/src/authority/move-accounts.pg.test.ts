import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { alone } from '../database/alone.ts';
import { openRunner } from '../database/open-runner.ts';
import { AuthorityInMemory } from './fixtures/authority-in-memory.ts';
import { moveAccounts } from './move-accounts.ts';
import { moveToHq } from './move-to-hq.ts';

const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
const runner = await openRunner(database.url, { max: 4 });
afterAll(async () => {
  await runner.end({ timeout: 1 });
  await database.drop();
});

let world: AuthorityInMemory;
beforeEach(() => {
  world = new AuthorityInMemory(['acme'], { everybodys: () => 'legacy', effect: (_words, change) => change() });
});
const order = (to: 'hq' | 'field') => ({ accounts: ['acme'], to, actor: 'olga', reason: 'a test', overwriteHqEdits: false }) as const;
const atHq = { account: 'acme', owner: 'hq', isFenced: true, gate: 'hq' };
const locked = { account: 'acme', owner: 'field', isFenced: true, gate: 'locked' };
const atField = { account: 'acme', owner: 'field', isFenced: false, gate: 'legacy' };

test('orders are carried out one at a time: a second one is refused, whichever way it goes, and what the first one has put up stays', async () => {
  const ports = world.ports();
  const differs = async () => {
    for (const to of ['hq', 'field'] as const)
      await expect(moveAccounts(runner, world.ports(), order(to))).rejects.toThrow('Somebody else moves the administration');
    return new Map();
  };
  expect(await moveAccounts(runner, { ...ports, differs }, order('hq'))).toMatchObject([{ outcome: 'moved', owner: 'hq' }]);
  expect(world.look()).toEqual([atHq]);
  expect(await moveAccounts(runner, ports, order('field'))).toMatchObject([{ outcome: 'moved', owner: 'field' }]);
  expect(world.look()).toEqual([atField]);
});

test('whoever loses the session of the lock moves nothing more: somebody else has given the move up', async () => {
  const ports = world.ports();
  const differs = async () => {
    await runner`
      select pg_terminate_backend(pid, 10000) from pg_locks
      where locktype = 'advisory' and pid <> pg_backend_pid() and database = (select oid from pg_database where datname = current_database())`;
    expect(await moveAccounts(runner, world.ports(), order('field'))).toMatchObject([{ outcome: 'there', owner: 'field' }]);
    return new Map();
  };
  await expect(moveAccounts(runner, { ...ports, differs }, order('hq'))).rejects.toThrow('somebody else may move them now');
  expect(world.look()).toEqual([atField]);
});

test('whoever asks whether it is alone, and has an answer when the work has ended, is told that others may do it now', async () => {
  const late = await alone(runner, 'some work', async (isAlone) => ({ first: await isAlone(), last: isAlone() }));
  expect([late?.result.first, await late?.result.last]).toEqual([true, false]);
});

test('a call that HQ does not answer concerns its account alone, whichever way it goes: all others are there when the order ends', async () => {
  const accounts = Array.from({ length: 20 }, (_, n) => `account-${n}`);
  const many = new AuthorityInMemory(accounts, { everybodys: () => 'legacy', effect: (_words, change) => change() });
  const ports = many.ports();
  const busyFor = (which: string): typeof ports => ({
    ...ports,
    hq: {
      ...ports.hq,
      move: async (input) => {
        if (input.account === which) throw new Error('HQ is busy');
        return ports.hq.move(input);
      },
    },
  });
  await expect(moveAccounts(runner, busyFor('account-3'), { ...order('hq'), accounts })).rejects.toThrow('they stay locked: account-3.');
  expect(many.look()).toEqual(accounts.map((account) => ({ ...(account === 'account-3' ? locked : atHq), account })));
  await moveAccounts(runner, ports, { ...order('hq'), accounts });
  expect(many.look()).toEqual(accounts.map((account) => ({ ...atHq, account })));
  await expect(moveAccounts(runner, busyFor('account-5'), { ...order('field'), accounts })).rejects.toThrow('HQ is busy');
  expect(many.look()).toEqual(accounts.map((account) => ({ ...(account === 'account-5' ? atHq : atField), account })));
});

test('an account that is refused, and was moved to HQ meanwhile, stays closed in Field', async () => {
  const differs = async () => {
    await moveToHq(world.ports(), order('hq'));
    return new Map([['acme', 'there are findings.']]);
  };
  const [refused] = await moveToHq({ ...world.ports(), differs }, order('hq'));
  expect(refused).toMatchObject({
    outcome: 'refused',
    owner: 'hq',
    because: expect.stringContaining('somebody else has moved it meanwhile'),
  });
  expect(world.look()).toEqual([atHq]);
});
