import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildProcess, startProcess, testDatabase } from '@hq-field/testkit';
import { developmentKeys } from '@hq-field/testkit/development-keys';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../run.ts';

const apps = join(import.meta.dirname, '..', '..', '..');
/** What databases were given for other sessions than ours; some are those of old applications. */
const settings = {
  DateStyle: 'German, DMY',
  IntervalStyle: 'sql_standard',
  TimeZone: 'Asia/Shanghai',
  bytea_output: 'escape',
  extra_float_digits: '-5',
  standard_conforming_strings: 'off',
  array_nulls: 'off',
  default_transaction_isolation: 'serializable',
  default_transaction_deferrable: 'on',
  client_encoding: 'LATIN1',
  check_function_bodies: 'off',
  row_security: 'off',
  statement_timeout: '3s',
  lock_timeout: '500ms',
  idle_in_transaction_session_timeout: '2s',
  idle_session_timeout: '2s',
  work_mem: '64kB',
};
const empty = (name: string) => testDatabase(`${name}_of_others`, async () => {}, settings);
const accounts = 8;
const [field, hq, runner] = await Promise.all([
  testDatabase(
    `seeded_field_${accounts}`,
    async (url) => {
      const words = ['seed', '--accounts', String(accounts), '--rows-per-account', '40'];
      const { code } = await startProcess(join(apps, 'field', 'src', 'main.ts'), { arguments: words, env: { FIELD_DATABASE_URL: url } })
        .exited;
      if (code !== 0) throw new Error(`field seed ended with ${code}`);
    },
    settings,
  ),
  empty('hq'),
  empty('runner'),
]);
const folder = mkdtempSync(join(tmpdir(), 'settings-of-others-'));
let serving: ChildProcess;
let env: Record<string, string>;
beforeAll(async () => {
  const keys = await developmentKeys(folder);
  serving = startProcess(join(apps, 'hq-ingest', 'src', 'main.ts'), {
    arguments: ['serve'],
    env: { HQ_DATABASE_URL: hq.url, HQ_PORT: '0', HQ_PUBLIC_KEYS_FILE: keys.publicKeysFile },
  });
  const [, url = ''] = await serving.line(/HQ listens on (\S+)/u);
  env = {
    FIELD_DATABASE_URL: field.url,
    RUNNER_DATABASE_URL: runner.url,
    HQ_URL: url,
    RUNNER_SIGNING_KEY_FILE: keys.signingKeyFile,
    LOG_LEVEL: 'silent',
  };
});
afterAll(async () => {
  await serving.stop();
  await Promise.all([field, hq, runner].map((database) => database.drop()));
  rmSync(folder, { recursive: true });
});

async function migrate(...words: string[]): Promise<{ code: number; said: string }> {
  let said = '';
  const take = (more: string) => void (said += `${more}\n`);
  return { code: await run(words, { settings: env, print: take, say: take }), said };
}

test('what databases were given for other sessions changes nothing of the migration', async () => {
  for (const words of ['preflight', 'install', 'enqueue --all', 'work --until-idle'])
    expect(await migrate(...words.split(' '))).toMatchObject({ code: 0 });
  const users = postgres(field.url, { max: 1, onnotice: () => {} });
  await users`update projects set start_date = date '2026-02-01', updated_at = now() where id % 2 = 0`;
  await users`update users set email = 'A_' || email where id % 3 = 0`;
  await users`update companies set name = name || E'\\\\ & Söhne' where id % 3 = 0`;
  await users.end();
  expect(await migrate('work', '--until-idle')).toMatchObject({ code: 0 });
  for (const by of ['digests', 'extracts']) {
    const { code, said } = await migrate('verify', '--by', by, '--json');
    expect({ code, ...(JSON.parse(said.split('\n').find((line) => line.startsWith('{')) ?? '{}') as object) }).toMatchObject({
      code: 0,
      passed: true,
      accounts,
    });
  }
});
