import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDelivery,
  createHqClient,
  createPush,
  createRelay,
  installCapture,
  openField,
  openVerification,
  walkAccounts,
} from '@hq-field/field-adapter';
import { byEffort, testDatabase } from '@hq-field/testkit';
import { developmentKeys } from '@hq-field/testkit/development-keys';
import { type ChildProcess, startProcess } from '@hq-field/testkit/processes';
import { until } from '@hq-field/testkit/until';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { newAccount, newProject } from '../fixtures/own-records.ts';
import { createAccount } from '../own-changes/create-account.ts';
import { createProject } from '../own-changes/create-project.ts';

// HQ and Field as processes, the relay in this one. Both create all the while, and each is killed and started again in turn.
const creations = Number(process.env['TWO_WAY_CREATIONS'] ?? byEffort({ usual: 20, ci: 40, long: 1000 }));
const patience = { timeoutMs: 30_000 + creations * 300, everyMs: 50 };

const workspace = join(import.meta.dirname, '..', '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'two-way-'));
const keys = await developmentKeys(folder);
const hq = openTestHq(await testDatabase('hq', prepareHq));
const fieldDatabase = await testDatabase('legacy_field_of_hq', async (url) => {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(readFileSync(join(workspace, 'packages', 'field-adapter', 'legacy-schema.sql'), 'utf8'));
  await sql.end();
});
const field = openField(fieldDatabase.url);
await installCapture(field);

const running: Record<'hq' | 'field', { child: ChildProcess; url: string } | null> = { hq: null, field: null };

async function start(side: 'hq' | 'field', port: string): Promise<string> {
  const child = startProcess(join(workspace, 'apps', side === 'hq' ? 'hq-ingest' : 'field', 'src', 'main.ts'), {
    arguments: ['serve'],
    env: {
      HQ_DATABASE_URL: hq.url,
      HQ_PORT: port,
      HQ_PUBLIC_KEYS_FILE: keys.publicKeysFile,
      HQ_SIGNING_KEY_FILE: keys.signingKeyFile,
      HQ_FIELD_URL: running.field?.url ?? '',
      FIELD_DATABASE_URL: fieldDatabase.url,
      FIELD_PORT: port,
      FIELD_HQ_KEYS_FILE: keys.publicKeysFile,
    },
  });
  const [, url = ''] = await child.line(/ listens on (http\S+)/u, { timeoutMs: 90_000 });
  running[side] = { child, url };
  return url;
}

async function killAndStart(side: 'hq' | 'field', meanwhile: () => Promise<void>): Promise<void> {
  const { child, url = '' } = running[side] ?? {};
  await child?.kill();
  await meanwhile();
  await start(side, new URL(url).port);
}

await start('field', '0');
const hqUrl = await start('hq', '0');
const client = createHqClient({ url: hqUrl, signingKeyFile: keys.signingKeyFile, timeoutMs: 5000 });
const states = {
  look: async (accounts: readonly string[]) => new Map(accounts.map((account) => [account, 'live' as const])),
  begun: async () => true,
  discovered: async () => {},
};
const delivery = createDelivery({ field, client, states });
const relay = createRelay({ field, delivery, states, leaseSeconds: 2 });
const push = createPush({ field, client, budgetMs: 1000 });

let relaying = true;
const relayed = (async () => {
  while (relaying) {
    const pass = await relay.pass(200).catch(() => null);
    if (pass === null || pass.resolved + pass.claimed === 0) await new Promise((resolve) => setTimeout(resolve, 30));
  }
})();

afterAll(async () => {
  relaying = false;
  await relayed;
  await Promise.all([running.hq?.child.kill(), running.field?.child.kill()]);
  await field.end({ timeout: 1 });
  await Promise.all([hq.close(), fieldDatabase.drop()]);
  rmSync(folder, { recursive: true });
});

const guid = (letter: string, number: number) => `${letter}0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const acme = guid('a', 1);
const ann = guid('b', 1);

/** What Field's page does: one transaction, then the push. */
async function createInField(number: number, pushing = push): Promise<string> {
  const project = guid('d', number);
  await field.begin(async (sql) => {
    const [row] = await sql`
      insert into projects (guid, account_id, name, start_date, is_active, status) values (${project}, 1, ${`Of Field ${number}`}, '2020-01-01', true, 'active') returning id`;
    await sql`insert into contacts (guid, project_id, user_id, project_admin, status) values (${guid('e', number)}, ${row?.['id']}, 1, true, 'active')`;
  });
  await pushing.push({ entity: 'project', externalId: project, creator: ann });
  return project;
}

const sql = hq.database.read;
const inField = () =>
  field`select guid::text as guid, name, hq_identifier::text as hq from projects where deleted_at is null order by name collate "C"`;
const inHq = () => sql`select external_id as guid, name, id::text as hq from projects order by name collate "C"`;
const isQuiet = async () => {
  const [open] = await field`select (select count(*) from outbound.changes) + (select count(*) from outbound.touches) as rows`;
  const [queued] = await sql`select count(*)::int as rows from provisioning`;
  return Number(open?.['rows']) === 0 && queued?.['rows'] === 0;
};

test('who creates a project in Field sees it in HQ within a second', { timeout: 60_000 }, async () => {
  await field`insert into accounts (id, guid, name, status, country, locale, default_currency) values (1, ${acme}, 'Acme', 'active', 'US', 'en', 'USD')`;
  await field`insert into users (id, guid, email, first_name, last_name, status) values (1, ${ann}, 'ann@example.com', 'Ann', 'Lee', 'active')`;
  await field`insert into account_users (account_id, user_id, role, status) values (1, 1, 'admin', 'active')`;
  await field`select setval('accounts_id_seq', 1), setval('users_id_seq', 1)`;
  for await (const { records } of walkAccounts(field, { accounts: [acme], after: null, pageSize: 100 })) await delivery.deliver(records, 0);
  const patient = createPush({ field, client, budgetMs: 20_000 });
  const times: number[] = [];
  // The first one warms connections up; a busy machine may hold up any of them, not all.
  for (const number of [9001, 9002, 9003, 9004]) {
    const begun = performance.now();
    const project = await createInField(number, patient);
    const seen = await sql`
      select from projects p join project_members m on m.project_id = p.id join users u on u.id = m.user_id
      where p.external_id = ${project} and u.external_id = ${ann}`;
    expect(seen).toHaveLength(1);
    times.push(performance.now() - begun);
  }
  expect(Math.min(...times)).toBeLessThan(1000);
});

test('both sides create, and each goes down in turn: nothing is lost, doubled or sent back', {
  timeout: patience.timeoutMs * 2,
}, async () => {
  const [row] = await hq.rows<{ id: string }>(`select id from accounts where external_id = '${acme}'`);
  const acmeAtHq = row?.id ?? '';
  let made = 0;
  const fromField = (async () => {
    for (let number = 1; number <= creations; number += 1) {
      await createInField(number);
      made += 1;
    }
  })();
  const fromHq = (async () => {
    for (let number = 1; number <= creations; number += 1) {
      // Most in the account that both know, by a person whom both know; every tenth in an account of its own, by somebody new.
      const isOwn = number % 10 === 0;
      const email = isOwn ? `new${number}@example.com` : 'ann@example.com';
      const account = isOwn ? await createAccount(sql, newAccount(`Account ${number}`, email)) : acmeAtHq;
      await createProject(sql, newProject(account, `Of HQ ${number}`, email));
      made += 1;
    }
  })();
  const reached = (share: number) => () =>
    until(() => made >= creations * 2 * share, { ...patience, what: `${share} is created` }).then(() => {});
  await reached(0.2)();
  await killAndStart('field', reached(0.4));
  await reached(0.6)();
  await killAndStart('hq', reached(0.8));
  await Promise.all([fromField, fromHq]);
  await until(isQuiet, { ...patience, what: 'both outboxes are empty' });

  const projects = await inField();
  expect(projects).toHaveLength(creations * 2 + 4);
  expect(new Set(projects.map(({ name }) => name)).size).toBe(projects.length);
  expect([...(await inHq())]).toEqual([...projects]);
  const accounts = await field`select guid::text as guid, name, hq_account_identifier::text as hq from accounts order by name collate "C"`;
  expect([...(await sql`select external_id as guid, name, id::text as hq from accounts order by name collate "C"`)]).toEqual([...accounts]);

  // Nothing of Field's was put to it, and nothing that HQ put came back as a record.
  const [{ put } = {}] = await field`select count(*)::int as put from outbound.provisioned`;
  expect(put).toBe(creations + Math.floor(creations / 10));
  expect([
    ...(await sql`select name from projects p where name like 'Of HQ %' and account_id = ${acmeAtHq} and source_version > 0`),
  ]).toEqual([]);
});

test('the digests of both sides agree afterwards', { timeout: 60_000 }, async () => {
  await until(isQuiet, { ...patience, what: 'both outboxes are empty' });
  const verification = await openVerification(field);
  const scope = { accounts: null, exclude: [] };
  const sorted = (digests: readonly { account: string | null; entity: string }[]) =>
    digests.map((one) => JSON.stringify(one, Object.keys(one).toSorted())).sort();
  expect(sorted((await client.digests(scope)).digests)).toEqual(sorted((await verification.digests(scope)).digests));
  await verification.close();
});
