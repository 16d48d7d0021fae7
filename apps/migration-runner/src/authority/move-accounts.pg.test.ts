import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
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
