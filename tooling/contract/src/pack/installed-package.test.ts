import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentKeys } from '@hq-field/testkit/development-keys';
import { startPostgres } from '@hq-field/testkit/postgres';
import { startProcess } from '@hq-field/testkit/processes';
import { afterAll, expect, test } from 'vitest';
import { thisCheckout } from '../checkout.ts';
import { runProgram } from '../run-program.ts';
import { buildPackage } from './build-package.ts';
import { installConsumer } from './fixtures/consumer.ts';
import { readmeExamples } from './fixtures/readme-examples.ts';
import { packPackage } from './pack-package.ts';
import { packageProblems } from './package-problems.ts';

// The contract as another team meets it: packed, installed in an empty folder, used as the README says, against HQ as a process.
const examples = readmeExamples(await readFile(`${thisCheckout.contracts}/README.md`, 'utf8'));
const packed = await mkdtemp(join(tmpdir(), 'packed-'));
const [{ tarball, folder }, hq] = await Promise.all([installPacked(), startHq(join(packed, 'keys'))]);
afterAll(async () => {
  await hq.stop();
  for (const path of [folder, packed]) await rm(path, { recursive: true });
});

async function installPacked() {
  await buildPackage(thisCheckout);
  const file = await packPackage(thisCheckout, packed);
  return { tarball: file, folder: await installConsumer(file, examples) };
}

/** HQ on a server of its own: this file needs no database, the process it starts does. */
async function startHq(keysFolder: string) {
  const { signingKeyFile, publicKeysFile } = await developmentKeys(keysFolder);
  const postgres = await startPostgres();
  await postgres.createDatabase('hq');
  const process = startProcess(`${thisCheckout.root}/apps/hq-ingest/src/main.ts`, {
    arguments: ['serve'],
    env: { HQ_DATABASE_URL: postgres.url('hq'), HQ_PORT: '0', HQ_PUBLIC_KEYS_FILE: publicKeysFile, HQ_LOG_LEVEL: 'silent', NO_COLOR: '1' },
  });
  const [, url = ''] = await process.line(/HQ listens on (\S+)/u);
  return {
    env: { HQ_URL: url, RUNNER_SIGNING_KEY_FILE: signingKeyFile },
    async stop() {
      await process.stop();
      await postgres.stop();
    },
  };
}

const patience = { timeout: 120_000 };

test.concurrent('the tarball has a manifest and types in order, and a client of it loads zod only', patience, async () => {
  expect(await packageProblems(thisCheckout, tarball)).toEqual([]);
});

test.concurrent.each(['nodenext', 'bundler'])(
  'every example of the README type-checks with plain settings of %s',
  patience,
  async (resolution) => {
    expect(await runProgram(process.execPath, ['node_modules/typescript/bin/tsc', '-p', `${resolution}.json`], folder)).toBe('');
  },
);

test.concurrent.each([
  ['send-an-account.ts', [], /^HQ speaks \d+\.\d+\.\d+; 1 applied \[/u],
  ['check-hq.ts', ['Handshake', 'Idempotency'], /^Handshake\n {2}ok {5}.*\n\d+ of \d+ checks passed/su],
  ['use-the-stub.ts', [], /^200 \{\s+version: 0/u],
  ['check-my-client.ts', ['Refusals that sending again', 'Answers that must not'], /^Refusals that sending again.*checks passed/su],
])('%s of the README runs as it stands', patience, async (file, words, expected) => {
  const example = startProcess(join(folder, file), { arguments: words, cwd: folder, env: hq.env });
  const { code } = await example.exited;
  expect(example.output()).toMatch(expected);
  expect(code, example.output()).toBe(0);
});

test.concurrent('a tarball whose manifest names types that are not there is found out', patience, async () => {
  const spoilt = await mkdtemp(join(packed, 'spoilt-'));
  await runProgram('tar', ['-xzf', tarball, '-C', spoilt], packed);
  const manifest = await readFile(join(spoilt, 'package/package.json'), 'utf8');
  await writeFile(join(spoilt, 'package/package.json'), manifest.replace('./dist/v1/index.d.ts', './dist/v1/gone.d.ts'));
  await runProgram('tar', ['-czf', 'spoilt.tgz', 'package'], spoilt);
  const problems = await packageProblems(thisCheckout, join(spoilt, 'spoilt.tgz'));
  expect(problems.filter((words) => words.startsWith('publint: ')).join()).toContain('gone.d.ts');
  expect(problems.filter((words) => words.startsWith('attw: ')).join()).toContain('./v1');
});

test('no example of the README is left out of these tests', () => {
  expect([...examples.keys()]).toEqual(['send-an-account.ts', 'check-hq.ts', 'use-the-stub.ts', 'check-my-client.ts']);
});
