import { randomUUID } from 'node:crypto';
import { listQuarantine, raiseFence } from '@hq-field/field-adapter';
import { until } from '@hq-field/testkit/until';
import { afterAll, expect, test } from 'vitest';
import type { AuthorityPorts, MoveOrder } from './authority-ports.ts';
import { systemsAtWork } from './fixtures/systems-at-work.ts';
import { moveToField } from './move-to-field.ts';
import { moveToHq } from './move-to-hq.ts';
import { openAuthority } from './open-authority.ts';

// Field, HQ and the runner as processes; the way of an account to HQ and back.
const { field, fieldUrl, hqSql, administration, context, living, migrate, killedAt, untilLive, provePush, close } = await systemsAtWork(3);
afterAll(close);
const [acme = '', second = ''] = living;
const patience = { timeoutMs: 90_000, everyMs: 100 };
await untilLive([acme, second]);

const who = ['--actor', 'olga', '--reason', 'a test'];
const gateOf = async (account: string) => (await migrate('gate', 'why', 'field.administration', '--account', account)).json.value;
const held = async (account: string) => (await administration.readAuthority({ accounts: [account] })).accounts[0];
const nameAtHq = async (account: string) =>
  (await hqSql<{ name: string }[]>`select name from accounts where external_id = ${account}`)[0]?.name;
const order = (to: 'hq' | 'field', more: Partial<MoveOrder> = {}): MoveOrder => ({
  accounts: [acme],
  to,
  actor: 'olga',
  reason: 'a test',
  overwriteHqEdits: false,
  ...more,
});
/** What Field's own database says of the account: the epoch under which HQ keeps it. */
const fenceOf = async (account: string) =>
  (await field<{ epoch: number }[]>`select epoch::int as epoch from outbound.administered_by_hq where account = ${account}`)[0]?.epoch ??
  null;
const ports = () => openAuthority(context, { actor: 'olga', reason: 'a test', waitMs: 60_000 });

test('case 50: no account moves before a push from HQ to Field was seen to arrive, and no page is locked for it', {
  timeout: 120_000,
}, async () => {
  const { code, json } = await migrate('authority', 'move', '--accounts', acme, '--to', 'hq', ...who);
  expect([code, json.accounts]).toEqual([
    1,
    [expect.objectContaining({ outcome: 'refused', owner: 'field', because: expect.stringContaining('the way back is unproven') })],
  ]);
  expect(await gateOf(acme)).toBe('legacy');
  await provePush();
});

test('wrong usage is said', async () => {
  for (const words of [
    ['move', '--accounts', acme],
    ['move', '--accounts', acme, '--to', 'hq'],
    ['flip'],
    ['move', '--to', 'hq', ...who],
    ['show', '--accounts', 'a b'],
  ])
    expect((await migrate('authority', ...words)).code).toBe(2);
  const nobody = '0190a000-0000-4000-8000-00000000dead';
  for (const to of ['hq', 'field']) {
    const { code, text } = await migrate('authority', 'move', '--accounts', nobody, '--to', to, ...who);
    expect([code, text]).toEqual([1, expect.stringContaining('HQ has no such account')]);
  }
});

test('a Field of an older install is told to install, and no page is locked for it', { timeout: 60_000 }, async () => {
  await field`drop table outbound.administered_by_hq`;
  const { code, text } = await migrate('authority', 'move', '--accounts', acme, '--to', 'hq', ...who);
  expect([code, text.includes('pnpm migrate install'), await gateOf(acme)]).toEqual([3, true, 'legacy']);
  expect((await migrate('install')).code).toBe(0);
});

const everybodysGate = async (value: string) => (await migrate('gate', 'set', 'field.administration', value, ...who)).code;
const ownGateOf = async (account: string) =>
  (await (await context.runner())<{ value: string | null }[]>`select value from gates.cohorts where account = ${account}`)[0]?.value ??
  null;

test('what differs is not moved, and its gate is put back: a lock that everybody has stays', { timeout: 120_000 }, async () => {
  expect(await everybodysGate('locked')).toBe(0);
  const name = await nameAtHq(acme);
  const writeAtHq = () => hqSql`update accounts set name = 'Somebody wrote here' where external_id = ${acme}`;
  await writeAtHq();
  const [refused] = await moveToHq({ ...(await openAuthority(context, { actor: 'olga', reason: 'a test', waitMs: 3000 })) }, order('hq'));
  expect(refused).toMatchObject({ outcome: 'refused', because: expect.stringContaining('Both sides differ') });
  const seen = async () => [await gateOf(acme), await ownGateOf(acme), (await held(acme))?.owner, await fenceOf(acme)];
  expect(await seen()).toEqual(['locked', null, 'field', null]);
  // The lock that a killed run has left is no value to put back.
  await expect(moveToHq(killedAfter(await ports(), 'lock'), order('hq'))).rejects.toThrow('killed');
  expect(await ownGateOf(acme)).toBe('locked');
  // The fence that went with the refusal has touched the account, and Field's state is at HQ again.
  await until(async () => (await nameAtHq(acme)) === name, { timeoutMs: 10_000, what: 'the name of Field is at HQ' });
  await writeAtHq();
  expect((await moveToHq(await openAuthority(context, { actor: 'olga', reason: 'a test', waitMs: 3000 }), order('hq')))[0]).toMatchObject({
    outcome: 'refused',
  });
  expect(await seen()).toEqual(['locked', null, 'field', null]);
  expect([await everybodysGate('legacy'), await gateOf(acme)]).toEqual([0, 'legacy']);
  await hqSql`update accounts set name = ${name ?? ''} where external_id = ${acme}`;
});

/** The same ports, killed when the step is done and before anybody knows: nothing is changed from there on. */
function killedAfter(real: AuthorityPorts, step: 'lock' | 'fence' | 'move' | 'gate'): AuthorityPorts {
  let isDead = false;
  const killed = (): never => {
    isDead = true;
    throw new Error('killed');
  };
  const alive = () => (isDead ? killed() : undefined);
  return {
    ...real,
    gate: {
      ...real.gate,
      async set(account, value) {
        alive();
        await real.gate.set(account, value);
        if ((step === 'lock' && value === 'locked') || (step === 'gate' && value !== 'locked')) killed();
      },
    },
    field: {
      ...real.field,
      async raiseFence(account, epoch) {
        alive();
        const isRaised = await real.field.raiseFence(account, epoch);
        return step === 'fence' ? killed() : isRaised;
      },
      async lowerFence(account, epoch) {
        alive();
        const wasThere = await real.field.lowerFence(account, epoch);
        return step === 'fence' ? killed() : wasThere;
      },
    },
    hq: {
      ...real.hq,
      async move(input) {
        alive();
        const answer = await real.hq.move(input);
        return step === 'move' ? killed() : answer;
      },
    },
  };
}

test.each(['lock', 'fence', 'move', 'gate'] as const)(
  'case 49: killed after %s, the same order ends it, and nothing is done twice',
  { timeout: 180_000 },
  async (step) => {
    const before = (await held(acme))?.epoch ?? 0;
    await expect(moveToHq(killedAfter(await ports(), step), order('hq'))).rejects.toThrow('killed');
    const [moved] = await moveToHq(await ports(), order('hq'));
    expect(moved).toMatchObject({ outcome: step === 'lock' || step === 'fence' ? 'moved' : 'there', owner: 'hq', epoch: before + 1 });
    expect([await gateOf(acme), await fenceOf(acme)]).toEqual(['hq', before + 1]);
    if (step === 'lock')
      expect((await moveToField(await ports(), order('field')))[0]).toMatchObject({ outcome: 'moved', epoch: before + 2 });
    else {
      await expect(moveToField(killedAfter(await ports(), step), order('field'))).rejects.toThrow('killed');
      expect((await moveToField(await ports(), order('field')))[0]).toMatchObject({
        outcome: 'there',
        owner: 'field',
        epoch: before + 2,
        touched: expect.any(Number),
      });
    }
    expect([await gateOf(acme), await fenceOf(acme)]).toEqual(['legacy', null]);
  },
);

test('a move to HQ that was killed before its value moved is given up by the way back, also of an account that was never moved', {
  timeout: 60_000,
}, async () => {
  const never = { accounts: [second] };
  await expect(moveToHq(killedAfter(await ports(), 'lock'), order('hq', never))).rejects.toThrow('killed');
  expect([await gateOf(second), await fenceOf(second)]).toEqual(['locked', null]);
  expect((await moveToField(await ports(), order('field', never)))[0]).toMatchObject({ outcome: 'there', owner: 'field', touched: 0 });
  expect([await gateOf(second), await ownGateOf(second)]).toEqual(['legacy', null]);
  await expect(moveToHq(killedAfter(await ports(), 'fence'), order('hq', never))).rejects.toThrow('killed');
  expect([await gateOf(second), await fenceOf(second), (await held(second))?.owner]).toEqual(['locked', 1, 'field']);
  expect((await moveToField(await ports(), order('field', never)))[0]).toMatchObject({ outcome: 'there', owner: 'field', epoch: 1 });
  expect([await gateOf(second), await fenceOf(second)]).toEqual(['legacy', null]);
});

/** A new administrator of the account with a browser, at the Field that runs. */
async function signedIn(account: string) {
  const email = 'pages@example.com';
  const [login] = await field<{ id: string }[]>`
    insert into users (guid, email, first_name, status) values (${randomUUID()}, ${email}, 'Pia', 'active') returning id`;
  await field`insert into account_users (account_id, user_id, role, status) select id, ${login?.id ?? ''}, 'admin', 'active' from accounts where guid = ${account}`;
  const post = (path: string, values: Record<string, string>, cookie = '') =>
    fetch(`${fieldUrl}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, origin: fieldUrl, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(values),
    });
  const cookie = (await post('/sign-in', { email })).headers.get('set-cookie')?.split(';')[0] ?? '';
  return {
    get: (path: string) => fetch(`${fieldUrl}${path}`, { headers: { cookie } }),
    /** The form of a page, ready to be sent later. */
    async form(path: string) {
      const shown = async () => (await fetch(`${fieldUrl}${path}`, { headers: { cookie } })).text();
      let text = '';
      await until(async () => (text = await shown()).includes('name="mode" value="legacy"'), {
        ...patience,
        what: `${path} shows its form`,
      });
      const hidden = [...text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/gu)].map(([, name = '', value = '']) => [name, value]);
      return (values: Record<string, string>) => post(path, { ...Object.fromEntries(hidden), ...values }, cookie);
    },
  };
}
const isAtHq = async (company: string) => (await hqSql`select from companies where name = ${company}`).length === 1;

test('a request in flight that does not see the gate is waited for and moves along; with the gate turned alone nothing is written', {
  timeout: 180_000,
}, async () => {
  const path = `/accounts/${second}/companies/new`;
  const person = await signedIn(second);
  const [early, late] = [await person.form(path), await person.form(path)];
  const [holds, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holder = field.begin(async (sql) => {
    await sql`lock table companies in exclusive mode`;
    holds.resolve();
    await go.promise;
  });
  await holds.promise;
  const waitsFor = (kind: string) => async () =>
    (
      await field`select from pg_locks l join pg_stat_activity a using (pid)
        where not l.granted and l.locktype = ${kind} and a.datname = current_database()`
    ).length > 0;
  const begun = early({ name: 'Begun before the move' });
  await until(waitsFor('relation'), { ...patience, what: 'the request writes' });

  // A Field whose gates are away goes by what it knew: nothing but the fence is between the request and the move.
  const real = await ports();
  const blind: AuthorityPorts = {
    ...real,
    gate: {
      ...real.gate,
      set: async (account, value) => (value === 'locked' ? undefined : real.gate.set(account, value)),
      seen: async () => {},
    },
  };
  const impatient: AuthorityPorts = {
    ...blind,
    field: { ...blind.field, raiseFence: (account, epoch) => raiseFence(field, account, epoch, { patienceMs: 20 }) },
  };
  const [refused] = await moveToHq(impatient, order('hq', { accounts: [second] }));
  expect(refused).toMatchObject({ outcome: 'refused', owner: 'field', because: expect.stringContaining('has not ended in Field') });
  expect([await gateOf(second), await fenceOf(second)]).toEqual(['legacy', null]);

  const moving = moveToHq(blind, order('hq', { accounts: [second] }));
  await until(waitsFor('advisory'), { ...patience, what: 'the move waits for the request' });
  expect((await held(second))?.owner).toBe('field');
  go.resolve();
  await holder;
  expect((await begun).status).toBe(303);
  expect((await moving)[0]).toMatchObject({ outcome: 'moved', owner: 'hq', epoch: 2 });
  expect(await isAtHq('Begun before the move')).toBe(true);

  expect((await migrate('gate', 'set', 'field.administration', 'legacy', '--accounts', second, ...who)).code).toBe(0);
  const shown = async () => (await person.get(path)).text();
  await until(async () => (await shown()).includes('pnpm migrate authority move --to field'), {
    ...patience,
    what: 'the page says what to do',
  });
  const answer = await late({ name: 'Behind the fence' });
  expect([answer.status, (await answer.text()).includes(`authority move --to field --accounts ${second}`)]).toEqual([409, true]);
  expect(await field`select from companies where name = 'Behind the fence'`).toHaveLength(0);
  expect((await migrate('authority', 'move', '--accounts', second, '--to', 'hq', ...who)).json.accounts[0]).toMatchObject({
    outcome: 'there',
    epoch: 2,
  });
  expect((await migrate('authority', 'move', '--accounts', second, '--to', 'field', ...who)).json.accounts[0]).toMatchObject({
    outcome: 'moved',
    epoch: 3,
  });
  expect([await gateOf(second), await fenceOf(second)]).toEqual(['legacy', null]);
  await until(async () => (await shown()).includes('Add the company'), { ...patience, what: 'the form is back' });
  expect((await (await person.form(path))({ name: 'Back in Field' })).status).toBe(303);
  await until(() => isAtHq('Back in Field'), { ...patience, what: 'what Field writes is at HQ' });
});

test('case 47: a change that was begun in Field and commits after the move is in quarantine with a code of its own, never stranded', {
  timeout: 180_000,
}, async () => {
  const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const request = field.begin(async (sql) => {
    await sql`update accounts set name = 'Begun before', updated_at = now() where guid = ${acme}`;
    begun.resolve();
    await go.promise;
  });
  await begun.promise;
  const { code, json, text } = await migrate('authority', 'move', '--accounts', acme, '--to', 'hq', ...who);
  expect([code, json?.accounts[0]?.outcome, text.length > 0]).toEqual([0, 'moved', true]);
  const name = await nameAtHq(acme);
  go.resolve();
  await request;
  const entry = async () => (await listQuarantine(field, {})).find(({ entity, externalId }) => entity === 'account' && externalId === acme);
  await until(async () => (await entry()) !== undefined, { ...patience, what: 'the change is in quarantine' });
  expect(await entry()).toMatchObject({ code: 'administered_by_hq', message: expect.stringContaining('HQ keeps the administration') });
  expect(await nameAtHq(acme)).toBe(name);
  expect((await migrate('authority', 'show', '--accounts', acme)).json.accounts).toEqual([
    expect.objectContaining({ account: acme, owner: 'hq', actor: 'olga', gate: 'hq', editsFieldLacks: 0 }),
  ]);
});

test('an account of HQ is not compared as if Field owned it, and the report says so', { timeout: 120_000 }, async () => {
  const { code, json } = await migrate('verify', '--accounts', `${acme},${second}`);
  expect([code, json.passed, json.accounts, json.notVerified]).toEqual([0, true, 1, [{ account: acme, state: 'administered_by_hq' }]]);
});

test('it goes back only with every change of HQ, or when they are given up; then Field’s state is at HQ again', {
  timeout: 180_000,
}, async () => {
  const { epoch } = (await held(acme)) ?? { epoch: 0 };
  const [admin] = await field<{ guid: string; email: string }[]>`
    select u.guid::text as guid, u.email from account_users m join users u on u.id = m.user_id and u.deleted_at is null join accounts a on a.id = m.account_id
    where a.guid = ${acme} and lower(btrim(m.role)) = 'admin' and m.deleted_at is null and coalesce(lower(btrim(m.status)), '') <> 'disabled' and u.email like '%@%' limit 1`;
  const actor = { externalId: admin?.guid ?? '', oxygenUid: null, email: admin?.email ?? null };
  const added = await administration.changeCompany({
    idempotencyKey: randomUUID(),
    actor,
    account: acme,
    epoch,
    company: null,
    seen: null,
    values: { name: 'Of HQ alone', trade: null, category: null, websiteUrl: null, phone: null },
  });
  expect(added.refusal).toBeNull();
  const refused = await migrate('authority', 'move', '--accounts', acme, '--to', 'field', ...who);
  expect([refused.code, refused.json.accounts[0]]).toEqual([
    1,
    expect.objectContaining({ outcome: 'refused', owner: 'hq', edits: [expect.objectContaining({ what: 'added', entity: 'company' })] }),
  ]);
  const back = await migrate('authority', 'move', '--accounts', acme, '--to', 'field', '--overwrite-hq-edits', ...who);
  expect([back.code, back.json.accounts[0].outcome, await gateOf(acme)]).toEqual([0, 'moved', 'legacy']);
  await until(async () => (await nameAtHq(acme)) === 'Begun before', { ...patience, what: 'Field’s state is at HQ' });
  expect(await hqSql`select 1 from companies where name = 'Of HQ alone'`).toHaveLength(0);
  const { code, json } = await migrate('verify', '--accounts', acme);
  expect([code, json.passed, json.findings]).toEqual([0, true, 0]);
  expect((await listQuarantine(field, {})).filter(({ code: why }) => why === 'administered_by_hq')).toEqual([]);
});

test('accounts are walked as before after a way back, and the answer says that a pause was lifted', { timeout: 60_000 }, async () => {
  const runner = await context.runner();
  await runner`update migration.release set stage = 'migrating'`;
  for (const words of [['throttle', '--workers', '3'], ['stage', 'back'], ['pause']])
    expect((await migrate(...words, ...who)).code).toBe(0);
  expect(await runner`select workers, paused from migration.throttle`).toEqual([{ workers: 0, paused: true }]);
  const { code, json } = await migrate('stage', 'enter', 'migrating', '--override', ...who);
  expect([code, json.told]).toEqual([0, [expect.stringContaining('Sending was paused'), expect.stringContaining('at most 3 at once')]]);
  expect(await runner`select workers, paused from migration.throttle`).toEqual([{ workers: 3, paused: false }]);
});

test('case 49: the cut-over and its way back, killed when a value has moved, are ended by the same command, and every change of Field arrives', {
  timeout: 240_000,
}, async () => {
  await (await context.runner())`update migration.release set stage = 'hq-final'`;
  const all = async () => (await migrate('authority', 'show')).json.accounts as { account: string; owner: string; gate: string }[];
  const fences = async () =>
    (await field<{ account: string }[]>`select account from outbound.administered_by_hq`).map((row) => row.account);
  const page = async () => (await migrate('gate', 'why', 'field.maintenance')).json.value;
  const killedAndEnded = async (words: string[], more: string[]) => {
    expect((await killedAt('release:after-value', 'stage', ...words, ...more, ...who)).code).toBe(null);
    expect(await page()).toBe('administration');
    expect((await migrate('stage', ...words, ...who)).code).toBe(0);
  };
  await killedAndEnded(['enter', 'field-cut-over', '--override'], ['--maintenance']);
  expect(await page()).toBe('off');
  const there = await all();
  expect(there.length).toBeGreaterThanOrEqual(living.length);
  expect(there.filter(({ owner, gate }) => owner !== 'hq' || gate !== 'hq')).toEqual([]);
  expect(new Set(await fences())).toEqual(new Set(there.map(({ account }) => account)));

  await field`update accounts set name = 'While HQ kept ' || id, updated_at = now() where guid = any(${living})`;
  const putAside = async () =>
    (await listQuarantine(field, {})).filter(({ code }) => code === 'administered_by_hq').map((one) => one.externalId);
  await until(async () => new Set(await putAside()).isSupersetOf(new Set(living)), {
    ...patience,
    what: 'what Field has written meanwhile is put aside',
  });
  expect((await migrate('maintenance', 'on', '--scope', 'administration', ...who)).code).toBe(0);
  await killedAndEnded(['back', '--overwrite-hq-edits'], []);
  expect(await page()).toBe('administration');
  expect((await all()).filter(({ owner, gate }) => owner !== 'field' || gate !== 'legacy')).toEqual([]);
  expect([await ownGateOf(acme), await ownGateOf(second)]).toEqual([null, null]);
  expect(await fences()).toEqual([]);
  for (const one of living)
    await until(async () => (await nameAtHq(one))?.startsWith('While HQ kept') === true, {
      ...patience,
      what: 'the change has arrived at HQ',
    });
});
