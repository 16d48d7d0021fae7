import { testDatabase } from '@hq-field/testkit';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openRunner } from '../database/open-runner.ts';
import { commandLine } from '../fixtures/command-line.ts';
import { legacyField } from '../fixtures/legacy-field.ts';

const [field, runner] = await Promise.all([legacyField(), testDatabase('runner', async (url) => (await openRunner(url)).end())]);
vi.stubEnv('FIELD_DATABASE_URL', field.url);
vi.stubEnv('RUNNER_DATABASE_URL', runner.url);
vi.stubEnv('HQ_URL', 'http://127.0.0.1:1');
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([field.drop(), runner.drop()]);
});

const guid = (kind: string, id: number) => `${kind}0000000-0000-4000-8000-${String(id).padStart(12, '0')}`;
beforeAll(async () => {
  const sql = postgres(field.url, { max: 1 });
  await sql`insert into accounts (id, guid, name, status, locale, country) values (1, ${guid('a', 1)}, 'Acme', 'active', 'en', 'Narnia')`;
  for (const [at, name] of ['Stone Inc.', 'Stone LLC', 'Stone Works', null, null, null, null].entries())
    await sql`insert into companies (id, guid, account_id, name) values (${at + 1}, ${guid('c', at + 1)}, 1, ${name})`;
  for (const [at, name] of ['Tower', 'TOWER', 'Bridge'].entries())
    await sql`
      insert into projects (id, guid, account_id, name, ptype, locale, cost_currency, start_date, completion_date)
      values (${at + 1}, ${guid('d', at + 1)}, 1, ${name}, 'Office', 'en', 'USD', '2027-01-01', '2027-12-31')`;
  await sql.end();
});

const preflight = commandLine('preflight');

test('the report says what would be sent, changed by a rule and put aside, with examples, and which companies look alike', async () => {
  const { code, output } = await preflight('--only', 'Field database', '--json');
  expect([code, JSON.parse(output)]).toMatchObject([
    0,
    {
      ok: true,
      accountsBySize: [{ accounts: 1 }],
      data: {
        accounts: 1,
        records: { account: 1, company: 3, project: 2 },
        rules: expect.arrayContaining([
          { rule: 'cost-default', records: 3, examples: [1, 2, 3].map((id) => guid('d', id)), unknownWords: [], moreUnknownWords: 0 },
          {
            rule: 'country-unknown',
            records: 1,
            examples: [guid('a', 1)],
            unknownWords: [{ word: 'narnia', times: 1 }],
            moreUnknownWords: 0,
          },
        ]),
        quarantine: [
          { code: 'value_missing', entity: 'company', records: 4, examples: [4, 5, 6].map((id) => guid('c', id)) },
          { code: 'name_taken', entity: 'project', records: 1, examples: [guid('d', 2)] },
        ],
        nearDuplicateCompanies: [{ account: guid('a', 1), companies: [1, 2].map((id) => guid('c', id)) }],
        nearDuplicateGroups: 1,
      },
    },
  ]);
});

test('a check that fails ends it with 1', async () => {
  expect(await preflight('--only', 'Field database, HQ')).toEqual({
    code: 1,
    output: expect.stringMatching(/ok +Field database: .*\nFAILED HQ: /u),
  });
});
