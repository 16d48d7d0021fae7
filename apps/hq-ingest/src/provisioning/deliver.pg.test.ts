import type { PutAccountInput, PutOutput, PutProjectInput, RemoveInput } from '@hq-field/contracts';
import { testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { newAccount, newProject, person } from '../fixtures/own-records.ts';
import { account, gone, project } from '../fixtures/records.ts';
import { createAccount } from '../own-changes/create-account.ts';
import { createProject } from '../own-changes/create-project.ts';
import { deliver, type DeliveryOutcome } from './deliver.ts';
import { type FieldClient, FieldCallError } from './field-client.ts';
import { provision, retryRefused, takeOut } from './outbox.ts';
import { queueFigures, queueLines } from './queue-view.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const sql = hq.database.read;
afterAll(() => hq.close());

/** What Field was told, and what it says next; it holds everything unless a test says otherwise. */
let told: (PutAccountInput | PutProjectInput)[];
let says: (input: PutAccountInput | PutProjectInput) => Promise<PutOutput>;
let removals: RemoveInput[];
const field: FieldClient = {
  putAccount: (input) => (told.push(input), says(input)),
  putProject: (input) => (told.push(input), says(input)),
  remove: async (input) => {
    // A Field that is down takes no removal either.
    if (says === away) return away();
    removals.push(input);
    return { outcome: input.externalId === null ? 'unchanged' : 'removed', externalId: input.externalId };
  },
};
const held = async (input: PutAccountInput | PutProjectInput): Promise<PutOutput> => {
  const hqId = 'account' in input ? input.account.hqId : input.project.hqId;
  return { outcome: 'applied', externalId: `field-${hqId?.slice(-6)}`, administrator: null };
};
const away = () => Promise.reject(new FieldCallError('unreachable', 'Field is down', false));

beforeEach(async () => {
  await hq.empty();
  await sql`truncate provisioning`;
  told = [];
  removals = [];
  says = held;
});

async function pass(limit = 100): Promise<DeliveryOutcome[]> {
  // What was put off a moment ago may go at once: time is not what these tests are about.
  await sql`update provisioning set next_attempt_at = next_attempt_at - interval '1 min'`;
  const outcomes: DeliveryOutcome[] = [];
  await deliver(sql, field, { limit, leaseSeconds: 5, onOutcome: (outcome) => void outcomes.push(outcome) });
  return outcomes;
}
const waiting = async () => (await queueFigures(sql)).waiting;

test('an account and its project go in that order, and HQ learns what they are called in Field', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  const tower = await createProject(sql, newProject(acme, 'Tower', 'ben@example.com'));
  expect(await pass()).toEqual(['applied', 'applied']);
  expect(told).toMatchObject([
    { account: { name: 'Acme', hqId: acme }, administrator: { email: 'ann@example.com' } },
    { project: { name: 'Tower', hqId: tower, account: `field-${acme.slice(-6)}` }, administrator: { email: 'ben@example.com' } },
  ]);
  expect(await hq.rows(`select external_id from projects`)).toEqual([{ external_id: `field-${tower.slice(-6)}` }]);
  expect(await waiting()).toBe(0);
  expect(await pass()).toEqual([]);
});

test('whoever administers a record no more when Field hears of it is not named as its administrator', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  await createProject(sql, newProject(acme, 'Tower', 'ben@example.com'));
  await createProject(sql, newProject(acme, 'Depot', 'cleo@example.com'));
  await sql`update account_members set status = 'inactive' where role = 'account_admin'`;
  await sql`update project_members set access_level = 'project_user' where project_id = (select id from projects where name = 'Tower')`;
  await sql`delete from project_members where project_id = (select id from projects where name = 'Depot')`;
  expect(await pass()).toEqual(['applied', 'applied', 'applied']);
  expect(told.map(({ administrator }) => administrator)).toEqual([null, null, null]);
});

test('what a batch from Field has written waits for nobody', async () => {
  await hq.send({ account: [account('acme')], project: [project('tower')] });
  expect(await waiting()).toBe(0);
});

test('nothing waits when the change itself is undone', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  await createProject(sql, newProject(acme, 'Tower'));
  await expect(createProject(sql, newProject(acme, 'TOWER.'))).rejects.toMatchObject({ code: 'name_taken' });
  await expect(createProject(sql, newProject('0190a000-0000-7000-8000-00000000000a', 'Tower'))).rejects.toMatchObject({
    code: 'account_unknown',
  });
  await expect(createAccount(sql, newAccount(''))).rejects.toMatchObject({ code: 'input_invalid' });
  await expect(createAccount(sql, { ...newAccount('Beta'), administrator: person('no e-mail') })).rejects.toMatchObject({
    code: 'input_invalid',
  });
  expect(await waiting()).toBe(2);
  expect(await hq.rows(`select name from accounts`)).toEqual([{ name: 'Acme' }]);
});

test('a Field that is down keeps everything waiting, with the reason, and gets it when it is back', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  await createProject(sql, newProject(acme, 'Tower'));
  says = away;
  for (let round = 0; round < 5; round += 1) expect(await pass()).toEqual(['failed', 'waits']);
  expect(await queueLines(sql, 10)).toMatchObject([
    { name: 'Acme', attempts: 5, waitsBecause: 'Field is down', refusedBecause: null },
    { name: 'Tower', attempts: 0, waitsBecause: 'its account is not in Field yet' },
  ]);
  says = held;
  expect(await pass()).toEqual(['applied', 'applied']);
  expect(await waiting()).toBe(0);
});

test('projects whose account Field refuses hold up no project of another account, however many they are', async () => {
  await hq.send({ account: [account('acme')] });
  const acme = (await hq.rows<{ id: string }>(`select id from accounts`))[0]?.id ?? '';
  const refused = await createAccount(sql, newAccount('Refused'));
  for (const name of ['First', 'Second']) await createProject(sql, newProject(refused, name));
  await createProject(sql, newProject(acme, 'Free'));
  says = () => Promise.resolve({ outcome: 'rejected', code: 'identity_conflict', field: null, message: 'another uid', existingId: null });
  expect(await pass(2)).toEqual(['rejected', 'waits', 'waits']);
  says = held;
  expect((await pass(2)).toSorted()).toEqual(['applied', 'waits']);
});

test('what HQ takes out goes from Field too, by the names that both have, and late: after Field was down, or before it ever arrived', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  const tower = await createProject(sql, newProject(acme, 'Tower'));
  const annex = await createProject(sql, newProject(acme, 'Annex'));
  await pass();
  const depot = await createProject(sql, newProject(acme, 'Depot'));
  says = away;
  await takeOut(sql, 'project', tower);
  await takeOut(sql, 'project', depot);
  expect((await pass()).toSorted()).toEqual(['failed', 'failed']);
  expect(await queueLines(sql, 10)).toMatchObject([
    { recordId: depot, isRemoved: true, waitsBecause: 'Field is down' },
    { recordId: tower, isRemoved: true, waitsBecause: 'Field is down' },
  ]);
  says = held;
  expect((await pass()).toSorted()).toEqual(['removed', 'unchanged']);
  expect(removals.map(({ entity, hqId, externalId }) => [entity, hqId, externalId]).toSorted()).toEqual(
    [
      ['project', tower, `field-${tower.slice(-6)}`],
      ['project', depot, null],
    ].toSorted(),
  );
  // Drawn from the one sequence: later than every put before.
  expect(Math.min(...removals.map(({ revision }) => revision))).toBeGreaterThan(Math.max(...told.map(({ revision }) => revision)));
  expect(await waiting()).toBe(0);
  await takeOut(sql, 'account', acme);
  expect(await pass()).toEqual(['removed']);
  expect(await hq.rows(`select from accounts`)).toEqual([]);
  // Field remembers the ids of projects that it had, and may bring them back.
  expect(await hq.rows(`select entity, hq_id from tombstones order by hq_id`)).toEqual([
    { entity: 'project', hq_id: tower },
    { entity: 'project', hq_id: annex },
  ]);
});

test('a removal that comes while the put of the record is on the way is sent after it', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  says = async (input) => {
    await takeOut(sql, 'account', acme);
    return held(input);
  };
  expect(await pass()).toEqual(['applied']);
  expect(await pass()).toEqual(['unchanged']);
  expect([told.length, removals.length, await waiting()]).toEqual([1, 1, 0]);
});

test('pauses between attempts grow to five seconds and no further', async () => {
  await createAccount(sql, newAccount('Acme'));
  says = away;
  const pauses: number[] = [];
  for (let round = 0; round < 8; round += 1) {
    await pass();
    const [row] = await sql<
      { ms: number }[]
    >`select extract(epoch from next_attempt_at - clock_timestamp())::float8 * 1000 as ms from provisioning`;
    pauses.push(row?.ms ?? 0);
  }
  expect(pauses[0]).toBeLessThan(201);
  expect(pauses[2]).toBeGreaterThan(500);
  for (const pause of pauses.slice(5)) expect(pause).toBeGreaterThan(3000);
  for (const pause of pauses) expect(pause).toBeLessThanOrEqual(5000);
});

test('a change while its record is on the way is delivered too', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  says = async (input) => {
    says = held;
    await sql.begin(async (transaction) => {
      await transaction`update accounts set name = 'Acme & Sons' where id = ${acme}`;
      await provision(transaction, 'account', acme, null);
    });
    return held(input);
  };
  expect(await pass()).toEqual(['applied']);
  expect(await waiting()).toBe(1);
  expect(await pass()).toEqual(['applied']);
  expect(told.map((input) => 'account' in input && input.account.name)).toEqual(['Acme', 'Acme & Sons']);
  expect(told[1]?.revision).toBeGreaterThan(told[0]?.revision ?? 0);
});

test('a server that slept past its claim leaves a change that came since, also when another server has delivered before it', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  let highest = 0;
  const newer = async (input: PutAccountInput | PutProjectInput): Promise<PutOutput> => {
    if (input.revision < highest) return { ...(await held(input)), outcome: 'stale' } as PutOutput;
    highest = input.revision;
    return held(input);
  };
  says = async (input) => {
    says = newer;
    // The server sleeps here.
    await sql`update provisioning set claimed_until = clock_timestamp() - interval '1 s'`;
    expect(await pass()).toEqual(['applied']);
    await sql`update accounts set name = 'Acme & Sons' where id = ${acme}`;
    await provision(sql, 'account', acme, null);
    return newer(input);
  };
  expect(await pass()).toEqual(['stale']);
  expect(await pass()).toEqual(['applied']);
  expect(told.map((input) => 'account' in input && input.account.name)).toEqual(['Acme', 'Acme', 'Acme & Sons']);
  expect(await waiting()).toBe(0);
});

test('while accounts are put no project is claimed: its lease begins with its own put', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  await createProject(sql, newProject(acme, 'Tower'));
  const claimed: string[][] = [];
  says = async (input) => {
    const rows = await sql<{ entity: string }[]>`select entity from provisioning where claimed_until is not null order by entity`;
    claimed.push(rows.map(({ entity }) => entity));
    return held(input);
  };
  expect(await pass()).toEqual(['applied', 'applied']);
  expect(claimed).toEqual([['account'], ['project']]);
});

test('a delivery that dies between put and acknowledgement is repeated once its claim has run out', async () => {
  await createAccount(sql, newAccount('Acme'));
  says = () => Promise.reject(new Error('the process dies here'));
  await expect(pass()).rejects.toThrow('dies here');
  expect(await pass()).toEqual([]);
  await sql`update provisioning set claimed_until = clock_timestamp() - interval '1 s'`;
  says = async (input) => ({ ...(await held(input)), outcome: 'unchanged' }) as PutOutput;
  expect(await pass()).toEqual(['unchanged']);
  expect(await waiting()).toBe(0);
});

test('two servers never have one record in hand', async () => {
  const ids = await Promise.all(
    Array.from({ length: 30 }, (_, index) => createAccount(sql, newAccount(`Account ${index}`, `p${index}@example.com`))),
  );
  const passes = await Promise.all([pass(), pass(), pass()]);
  expect(passes.flat()).toHaveLength(ids.length);
  expect(told).toHaveLength(ids.length);
});

test('what Field refuses is put aside with the reason, and goes again when it changes or somebody retries it', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  says = () => Promise.resolve({ outcome: 'rejected', code: 'identity_conflict', field: null, message: 'another uid', existingId: null });
  expect(await pass()).toEqual(['rejected']);
  expect(await pass()).toEqual([]);
  expect(await queueFigures(sql)).toMatchObject({ waiting: 0, refused: 1 });
  expect(await queueLines(sql, 10)).toMatchObject([{ recordId: acme, refusedBecause: 'identity_conflict: another uid' }]);
  expect(await retryRefused(sql, null)).toBe(1);
  expect(await pass()).toEqual(['rejected']);
  says = held;
  await provision(sql, 'account', acme, null);
  expect(await pass()).toEqual(['applied']);
});

test('a project with a name that HQ has freed waits until Field has heard of that, and is put aside when the name stays taken', async () => {
  await hq.send({ account: [account('acme')], project: [project('removed'), project('renamed')] });
  const rows = await hq.rows<{ id: string; account: string }>(`select id, account_id as account from projects order by external_id`);
  const [removed = '', renamed = ''] = rows.map(({ id }) => id);
  await takeOut(sql, 'project', removed);
  await sql`update projects set name = 'another', live_name_key = 'another' where id = ${renamed}`;
  await provision(sql, 'project', renamed, null);
  for (const name of ['removed', 'renamed']) await createProject(sql, newProject(rows[0]?.account ?? '', name));
  const refuses = (name: string): PutOutput => ({
    outcome: 'rejected',
    code: 'name_taken',
    field: null,
    message: 'taken',
    existingId: name,
  });
  const refusesNew = async (input: PutAccountInput | PutProjectInput) =>
    'project' in input && input.project.hqId !== renamed ? refuses(input.project.name) : away();
  says = refusesNew;
  const { remove } = field;
  field.remove = away;
  expect((await pass()).toSorted()).toEqual(['failed', 'failed', 'waits', 'waits']);
  field.remove = remove;
  // The others arrive while the refusals are on their way.
  says = async (input) => {
    if (!('project' in input) || input.project.hqId === renamed) return { outcome: 'applied', externalId: 'renamed', administrator: null };
    await until(async () => (await waiting()) === 2, { timeoutMs: 5000, everyMs: 5, what: 'the others have arrived' });
    return refuses(input.project.name);
  };
  expect((await pass()).toSorted()).toEqual(['applied', 'removed', 'waits', 'waits']);
  says = refusesNew;
  expect(await pass()).toEqual(['rejected', 'rejected']);
});

test("a project that Field made meanwhile with the same name is one project, with HQ's id and Field's guid, whoever comes first", async () => {
  await hq.send({ account: [account('acme')] });
  const [row] = await hq.rows<{ id: string }>(`select id from accounts`);
  const acme = row?.id ?? '';
  for (const order of ['the record first', 'the acknowledgement first']) {
    const name = `Tower ${order}`;
    const tower = await createProject(sql, newProject(acme, name));
    const late = { project: [project(`late ${order}`.replaceAll(' ', '-'), { account: 'acme', name }, 7)] };
    says = async () => {
      if (order === 'the record first') expect(Object.values(await hq.send(late))).toEqual(['applied']);
      return { outcome: 'applied', externalId: late.project[0]?.externalId ?? '', administrator: null };
    };
    expect(await pass()).toEqual(['applied']);
    expect(Object.values(await hq.send(late))).toEqual([order === 'the record first' ? 'unchanged' : 'applied']);
    expect(await hq.rows(`select id, external_id from projects where name = '${name}'`)).toEqual([
      { id: tower, external_id: late.project[0]?.externalId },
    ]);
  }
});

test('a project that Field deletes before HQ has heard its name goes with the acknowledgement, and comes back under its id', async () => {
  await hq.send({ account: [account('acme')] });
  const acme = (await hq.rows<{ id: string }>(`select id from accounts`))[0]?.id ?? '';
  const tower = await createProject(sql, newProject(acme, 'Tower'));
  says = async () => {
    expect(await hq.send({ project: [gone('late', 7)] })).toEqual({ late: 'applied' });
    return { outcome: 'stale', externalId: 'late', administrator: null };
  };
  expect(await pass()).toEqual(['stale']);
  expect(await hq.rows(`select name from projects`)).toEqual([]);
  expect(await waiting()).toBe(0);
  expect(await hq.send({ project: [project('late', { hqId: tower }, 9)] })).toEqual({ late: 'applied' });
});

test('an account that Field deletes before HQ has heard its name goes with the acknowledgement too', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  await createProject(sql, newProject(acme, 'Tower'));
  says = async () => {
    expect(await hq.send({ account: [gone('late', 7)] })).toEqual({ late: 'applied' });
    return { outcome: 'stale', externalId: 'late', administrator: null };
  };
  expect(await pass()).toEqual(['stale', 'gone']);
  expect(await hq.rows(`select from accounts union all select from projects`)).toEqual([]);
  expect(await waiting()).toBe(0);
});

test('what HQ keeps may come from Field before HQ has taken the answer of the put: it is the record that was put', async () => {
  const acme = await createAccount(sql, { ...newAccount('Acme'), isKept: true });
  const tower = await createProject(sql, newProject(acme, 'Tower'));
  says = async (input) => {
    const [externalId, records] =
      'account' in input
        ? ['late', { account: [account('late', { name: 'Acme', hqId: acme }, 7)] }]
        : ['late-tower', { project: [project('late-tower', { account: 'late', name: 'Tower', hqId: tower }, 7)] }];
    expect(await hq.send(records)).toEqual({ [externalId]: 'unchanged' });
    return { outcome: 'applied', externalId, administrator: null };
  };
  expect(await pass()).toEqual(['applied', 'applied']);
  expect(await hq.rows(`select id, external_id from accounts union all select id, external_id from projects`)).toEqual([
    { id: acme, external_id: 'late' },
    { id: tower, external_id: 'late-tower' },
  ]);
  expect(await waiting()).toBe(0);
});

test('a record that was deleted before it was delivered waits no more', async () => {
  const acme = await createAccount(sql, newAccount('Acme'));
  await sql`delete from accounts where id = ${acme}`;
  expect(await pass()).toEqual(['gone']);
  expect(await waiting()).toBe(0);
});
