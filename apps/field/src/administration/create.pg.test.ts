import { randomUUID } from 'node:crypto';
import { sample } from '@hq-field/contracts/conformance';
import { createFieldHandlers, installCapture, openField, type Push } from '@hq-field/field-adapter';
import { testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { createLegacySchema } from '../legacy-schema/legacy-schema.ts';
import { createAccount } from './create-account.ts';
import { createProject } from './create-project.ts';
import { loginOf } from './login-of.ts';
import { pushCreated } from './push-created.ts';

const database = await testDatabase('field_of_hq', async (url) => {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await createLegacySchema(sql);
  await sql.end();
});
const field = openField(database.url);
await installCapture(field);
afterAll(async () => {
  await field.end({ timeout: 1 });
  await database.drop();
});

const ann = { email: 'ann@example.com', firstName: 'Ann', lastName: null };

test('a trial is an account with its end, its administrator and a project that the administrator makes', async () => {
  const { account, creator } = await createAccount(field, { name: ' Acme ', trialUntil: '2030-01-31', creator: ann });
  const project = await createProject(field, { account, name: 'Tower', creator, startDate: null });
  const [row] = await field`
    select a.name, a.is_trial as trial, f.expires_on::text as until, m.role, p.guid::text as project, c.project_admin as administers
    from accounts a join free_trials f on f.account_id = a.id join account_users m on m.account_id = a.id
    join projects p on p.account_id = a.id join contacts c on c.project_id = p.id and c.user_id = m.user_id`;
  expect(row).toEqual({ name: 'Acme', trial: true, until: '2030-01-31', role: 'admin', project, administers: true });
});

test('a person who has a login keeps it', async () => {
  const first = await createAccount(field, { name: 'Beta', trialUntil: null, creator: ann });
  const second = await createAccount(field, { name: 'Gamma', trialUntil: null, creator: ann });
  expect(second.creator).toBe(first.creator);
});

test('two who need a login of one e-mail at once get one, and what HQ puts takes the same turn', async () => {
  const eva = { email: 'eva@example.com', firstName: null, lastName: null };
  const waiting = async () =>
    (
      await field`select from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory' and not l.granted and a.datname = current_database()`
    ).length;
  const areWaiting = (count: number) =>
    until(async () => (await waiting()) === count, { timeoutMs: 5000, everyMs: 5, what: `${count} wait for the login` });
  const { first, made, put } = await field.begin(async (sql) => {
    const login = await loginOf(sql, eva);
    const second = createAccount(field, { name: 'Zeta', trialUntil: null, creator: { ...eva, email: 'Eva@Example.com' } });
    await areWaiting(1);
    const third = createFieldHandlers(field).provisioning.putAccount({
      source: 'hq',
      revision: 1,
      account: sample.account('Eta', { hqId: randomUUID() }).data,
      administrator: { ...eva, autodeskId: null, oxygenUid: null, phone: null, jobTitle: null },
    });
    await areWaiting(2);
    return { first: login.guid, made: second, put: third };
  });
  expect([(await made).creator, (await put).outcome]).toEqual([first, 'applied']);
});

test('somebody who is no member of the account creates nothing', async () => {
  const { account } = await createAccount(field, { name: 'Delta', trialUntil: null, creator: ann });
  const { creator } = await createAccount(field, { name: 'Epsilon', trialUntil: null, creator: { ...ann, email: 'ben@example.com' } });
  await expect(createProject(field, { account, name: 'Tower', creator, startDate: null })).rejects.toMatchObject({ code: 'usage' });
  expect(() => createAccount(field, { name: ' ', trialUntil: null, creator: ann })).toThrow('needs a name');
});

test.each([true, false])('the gate decides whether it is posted: %s', async (isOn) => {
  const posted: string[] = [];
  const push: Push = { push: async ({ externalId }) => (posted.push(externalId), { state: 'held', hqId: null }) };
  const asked: (string | null | undefined)[] = [];
  const gates = { isOn: async (_gate: string, account?: string | null) => (asked.push(account), isOn) };
  const pushed = await pushCreated(gates, push, 'acme', { entity: 'project', externalId: 'tower', creator: null });
  expect([asked, posted, pushed.state]).toEqual([['acme'], isOn ? ['tower'] : [], isOn ? 'held' : 'left']);
});
