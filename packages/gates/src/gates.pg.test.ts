import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statesALimit, testDatabase } from '@hq-field/testkit';
import { startProcess } from '@hq-field/testkit/processes';
import { until } from '@hq-field/testkit/until';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { changeGate, createGateTables, gateHistory, type GateWish, listGates, openGates, readGates, toGateChange } from './index.ts';
import { readLastKnown } from './last-known-file.ts';

const database = await testDatabase('gates', async (url) => {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.begin((transaction) => createGateTables(transaction));
  await sql.end();
});
const sql = postgres(database.url, { max: 3, onnotice: () => {} });
afterAll(async () => {
  await sql.end({ timeout: 1 });
  await database.drop();
});

const set = (wish: Partial<GateWish>) =>
  changeGate(
    sql,
    toGateChange({ gate: 'field.administration', value: 'hq', accounts: null, percentage: null, actor: 'ann', reason: 'a test', ...wish }),
  );
const within = { timeoutMs: 5000, everyMs: 5 };

test('a change reaches every process within a second', statesALimit, async () => {
  await set({ value: 'legacy' });
  const script = join(import.meta.dirname, 'fixtures', 'watch-gate.ts');
  const watchers = [0, 1, 2].map(() => startProcess(script, { arguments: [database.url, 'acme'] }));
  try {
    await Promise.all(watchers.map((watcher) => watcher.line(/^legacy /u)));
    const begun = Date.now();
    await set({ value: 'locked', accounts: ['acme'] });
    const seen = await Promise.all(watchers.map((watcher) => watcher.line(/^locked (\d+)/u)));
    for (const line of seen) expect(Number(/\d+$/u.exec(String(line))?.[0]) - begun).toBeLessThan(1000);
  } finally {
    await Promise.all(watchers.map((watcher) => watcher.kill()));
  }
});

test('a change whose notification is lost is found within a second', statesALimit, async () => {
  await set({ value: 'legacy' });
  const gates = await openGates({ url: database.url });
  await sql`alter table gates.gates disable trigger keep`;
  await sql`alter table gates.cohorts disable trigger keep`;
  await sql`update gates.gates set value = 'hq'`;
  const begun = performance.now();
  await sql`insert into gates.history (gate, actor, reason) values ('field.administration', 'ann', 'past the triggers')`;
  await until(async () => (await gates.value('field.administration', 'beta')) === 'hq', { ...within, what: 'the change is found' });
  expect(performance.now() - begun).toBeLessThan(1000);
  await sql`alter table gates.gates enable trigger keep`;
  await sql`alter table gates.cohorts enable trigger keep`;
  await gates.close();
});

test('the last known value stands while the database is away, and the next one is seen when it is back', async () => {
  const away = await testDatabase('gates', () => Promise.resolve());
  const own = postgres(away.url, { max: 1, onnotice: () => {} });
  const wish = { gate: 'field.push', accounts: null, percentage: null, actor: 'ann', reason: 'a test' };
  await changeGate(own, toGateChange({ ...wish, value: 'on' }));
  const lastKnownFile = join(mkdtempSync(join(tmpdir(), 'gates-')), 'last-known.json');
  const gates = await openGates({ url: away.url, lastKnownFile, applicationName: 'gates of this test' });
  expect(await gates.isOn('field.push', 'acme')).toBe(true);
  const name = new URL(away.url).pathname.slice(1);
  await own.end();
  await sql.unsafe(`alter database ${name} allow_connections false`);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
  await until(() => gates.away !== null, { ...within, what: 'it is noticed' });
  expect(await gates.isOn('field.push', 'acme')).toBe(true);

  const late = await openGates({ url: away.url, lastKnownFile });
  expect(await late.isOn('field.push', 'acme')).toBe(true);
  const blank = await openGates({ url: away.url });
  expect(await blank.isOn('field.push', 'acme')).toBe(false);
  expect(await blank.value('field.maintenance')).toBe('off');

  await sql.unsafe(`alter database ${name} allow_connections true`);
  const back = postgres(away.url, { max: 1, onnotice: () => {} });
  await changeGate(back, toGateChange({ ...wish, value: 'off' }));
  for (const one of [gates, late])
    await until(async () => !(await one.isOn('field.push', 'acme')), { ...within, what: 'the new value is seen' });
  expect(gates.away).toBe(null);
  await Promise.all([gates.close(), late.close(), blank.close(), back.end()]);
  await away.drop();
});

test('every change is kept with who made it, why, and what it was before; also one past the commands', async () => {
  await set({ value: 'locked', percentage: 20, actor: 'ben', reason: 'begin' });
  await set({ value: 'hq', accounts: ['acme', 'acme', ' beta '], reason: 'pilots' });
  await set({ value: 'inherit', accounts: ['beta'], reason: 'back' });
  await sql`update gates.gates set value = 'legacy', actor = 'root', reason = 'by hand' where gate = 'field.administration'`;
  const history = await gateHistory(sql, 'field.administration', 'beta', 4);
  expect(history.map(({ account, before, value, actor, reason }) => [account, before, value, actor, reason])).toEqual([
    [null, 'locked', 'legacy', 'root', 'by hand'],
    ['beta', 'hq', null, 'ann', 'back'],
    ['beta', null, 'hq', 'ann', 'pilots'],
    [null, 'hq', 'locked', 'ben', 'begin'],
  ]);
  expect(await listGates(sql)).toMatchObject([{ gate: 'field.administration', value: 'legacy', percentage: 20, cohort: 1 }]);
});

test('the words of a gate reach those who ask, are kept, and go with the next value for all', async () => {
  const lastKnownFile = join(mkdtempSync(join(tmpdir(), 'gates-')), 'last-known.json');
  const gates = await openGates({ url: database.url, lastKnownFile });
  expect(await gates.words('field.maintenance')).toBe(null);
  const maintenance = { gate: 'field.maintenance', reason: 'the release' };
  await set({ ...maintenance, value: 'all', words: ' Back at noon. ' });
  await until(async () => (await gates.words('field.maintenance')) === 'Back at noon.', { ...within, what: 'the words are seen' });
  await set({ value: 'locked', accounts: ['acme'], words: 'Until Monday.' });
  await set({ value: 'hq', accounts: ['acme'] });
  await until(async () => (await gates.words('field.administration')) === 'Until Monday.', { ...within, what: 'the words stay' });
  await set({ ...maintenance, value: 'off' });
  await until(async () => (await gates.words('field.maintenance')) === null, { ...within, what: 'they are gone' });
  expect((await gateHistory(sql, 'field.maintenance', null, 2)).map(({ value, words }) => [value, words])).toEqual([
    ['off', null],
    ['all', 'Back at noon.'],
  ]);
  await until(() => readLastKnown(lastKnownFile)?.get('field.administration')?.words === 'Until Monday.', {
    ...within,
    what: 'they are written',
  });
  await gates.close();
});

test('a change by hand that is committed after a later one is seen', async () => {
  const wish = { gate: 'field.push', reason: 'a test' };
  await set({ ...wish, value: 'off' });
  await set({ gate: 'field.maintenance', value: 'off' });
  const gates = await openGates({ url: database.url });
  await sql.begin(async (byHand) => {
    await byHand`update gates.gates set value = 'all', actor = 'root', reason = 'by hand' where gate = 'field.maintenance'`;
    await set({ ...wish, value: 'on' });
    await until(() => gates.isOn('field.push'), { ...within, what: 'the later change is seen' });
  });
  await until(async () => (await gates.value('field.maintenance')) === 'all', { ...within, what: 'the earlier one is seen' });
  await gates.close();
});

test('a program that is newer than the tables sees the gates, without words', async () => {
  const older = await testDatabase('gates', () => Promise.resolve());
  const own = postgres(older.url, { max: 1, onnotice: () => {} });
  await changeGate(
    own,
    toGateChange({ gate: 'field.push', value: 'on', accounts: null, percentage: null, actor: 'ann', reason: 'a test' }),
  );
  await own`alter table gates.gates drop column words`;
  expect((await readGates(own)).states.get('field.push')).toMatchObject({ value: 'on', words: null });
  await own.end();
  await older.drop();
});

test('neither a gate nor its history can be taken away', async () => {
  for (const statement of [
    'delete from gates.cohorts',
    'delete from gates.gates',
    'update gates.history set actor = null',
    'truncate gates.history',
  ])
    await expect(sql.unsafe(statement)).rejects.toMatchObject({ code: '23001' });
});

test.each([
  [{ gate: 'field.nothing' }, 'gate_unknown'],
  [{ value: 'on' }, 'value_unknown'],
  [{ value: 'inherit' }, 'value_unknown'],
  [{ reason: ' ' }, 'reason_missing'],
  [{ actor: '' }, 'reason_missing'],
  [{ accounts: ['', ' '] }, 'scope_wrong'],
  [{ accounts: ['acme'], percentage: 5 }, 'scope_wrong'],
  [{ gate: 'field.maintenance', value: 'all', accounts: ['acme'] }, 'scope_wrong'],
  [{ gate: 'field.maintenance', value: 'all', percentage: 5 }, 'scope_wrong'],
  [{ words: 'x'.repeat(4001) }, 'words_long'],
])('a wish that makes no sense is refused: %j', async (wish, code) => {
  await expect((async () => set(wish))()).rejects.toMatchObject({ name: 'GateError', code });
});

test('tables that are there are not locked again: a reader of gates holds nobody up, and no deadlock comes of it', async () => {
  const reader = postgres(database.url, { max: 1, onnotice: () => {} });
  try {
    await reader.begin(async (reading) => {
      await reading`select from gates.gates, gates.cohorts, gates.history`;
      await sql.begin(async (transaction) => {
        await transaction`set local lock_timeout = '1s'`;
        await createGateTables(transaction);
      });
    });
  } finally {
    await reader.end();
  }
  // Of an older release, or without the mark, they are brought up to date.
  await sql`alter table gates.history drop column words`;
  await sql`comment on schema gates is null`;
  await sql.begin((transaction) => createGateTables(transaction));
  expect(await sql`select words from gates.history where words is not null`).toHaveLength(0);
});
