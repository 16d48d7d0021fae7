import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHqClient } from '@hq-field/field-adapter';
import { developmentKeys } from '@hq-field/testkit/development-keys';
import postgres from 'postgres';
import { type Bench, optionOf } from '../bench.ts';
import { peakMb } from '../systems/memory.ts';
import { enqueueEverything, onOneServer, type Systems } from '../systems/on-one-server.ts';
import { runCommand, startCommand } from '../systems/processes.ts';
import { rounded } from '../systems/rounded.ts';
import { copyExtracts } from './copy-extracts.ts';
import { dumpAndDiff } from './dump-and-diff.ts';

export const verify: Bench = {
  name: 'verify',
  description:
    'All accounts by digests, next to dumping both sides sorted and diff; and a round after one account in a hundred has changed',
  options: [
    { name: 'accounts', description: 'accounts of the seeded Field', default: 300, least: 10 },
    { name: 'seed', description: 'seed of its data', default: 1, least: 0 },
  ],
  async run(options, say, choice) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-verify-'));
    try {
      const keys = await developmentKeys(folder);
      const env = { HQ_PUBLIC_KEYS_FILE: keys.publicKeysFile, RUNNER_SIGNING_KEY_FILE: keys.signingKeyFile };
      const [accounts, seed] = [optionOf(options, 'accounts'), optionOf(options, 'seed')];
      return await onOneServer({ accounts, seed, env, choice }, say, (systems) => measure(systems.env, folder, keys.signingKeyFile, say));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

type Env = Systems['env'];

async function measure(env: Env, folder: string, signingKeyFile: string, say: (words: string) => void): Promise<Record<string, number>> {
  say('delivering it');
  await enqueueEverything(env);
  await runCommand('migrate', ['work', '--until-idle'], env);
  const field = postgres(env.FIELD_DATABASE_URL, { max: 1, onnotice: () => {} });
  try {
    for (const url of [env.FIELD_DATABASE_URL, env.HQ_DATABASE_URL]) await vacuum(url);
    const hq = createHqClient({ url: env.HQ_URL, signingKeyFile });
    say('dumping both sides sorted, each extract by itself, and diff');
    const dumped = await dumpAndDiff(folder, env.FIELD_DATABASE_URL, hq, 'each');
    say('the same from one snapshot of Field');
    const dumpedOfOne = await dumpAndDiff(folder, env.FIELD_DATABASE_URL, hq, 'one');
    say('streaming the extracts of Field, and copying the same rows');
    const streamed = await copyExtracts(env.FIELD_DATABASE_URL);
    say('verifying all accounts by digests');
    const digests = await timed(['verify'], env);
    say('a watch: a first round, and one after a hundredth of the accounts has changed');
    const second = await secondRound(env, async () => {
      await field`update projects set identifier = 'bench' where account_id in (select id from accounts where id % 100 = 0)`;
      await runCommand('migrate', ['work', '--until-idle'], env);
    });
    say('verifying one account');
    const [one] = await field<{ guid: string }[]>`select guid from accounts where deleted_at is null order by id offset 5 limit 1`;
    const account = await timed(['verify', '--accounts', one?.guid ?? ''], env);
    say('verifying all accounts by extracts');
    const extracts = await timed(['verify', '--by', 'extracts'], env);
    return {
      records: digests.records,
      dumpAndDiffSeconds: rounded(dumped.seconds),
      digestsSeconds: rounded(digests.seconds),
      ratioOfDumpToDigests: rounded(dumped.seconds / digests.seconds),
      ratioOfDumpOfOneSnapshotToDigests: rounded(dumpedOfOne.seconds / digests.seconds),
      secondRoundSeconds: rounded(second.seconds),
      secondRoundRecords: second.records,
      ratioOfDigestsToSecondRound: rounded(digests.readingSeconds / second.seconds),
      ratioOfDumpToSecondRound: rounded(dumped.seconds / second.seconds),
      oneAccountSeconds: rounded(account.seconds),
      secondsOfItsReading: rounded(account.readingSeconds),
      extractLinesOfField: dumped.lines,
      extractMbPerSecond: rounded(dumpedOfOne.bytes / 1e6 / dumpedOfOne.fieldSeconds),
      streamedMbPerSecond: rounded(streamed.mb / streamed.extractSeconds),
      copiedMbPerSecond: rounded(streamed.mb / streamed.copySeconds),
      ratioOfStreamToCopy: rounded(streamed.copySeconds / streamed.extractSeconds),
      digestsPeakMb: digests.peakMb,
      extractsPeakMb: extracts.peakMb,
    };
  } finally {
    await field.end();
  }
}

/** From the first round of the watch to the second. */
const pauseSeconds = 20;

/** The second round of a watch, which goes on meanwhile; the change must be over before it. */
async function secondRound(env: Env, change: () => Promise<void>): Promise<{ seconds: number; records: number }> {
  const words = ['verify', '--watch', '--rounds', '2', '--every', String(pauseSeconds), '--json'];
  const watch = startCommand('migrate', words, env);
  await watch.line(/^\{.*\}$/u, { timeoutMs: 3_600_000 });
  const begun = performance.now();
  await change();
  if (performance.now() - begun > pauseSeconds * 900)
    throw new Error('The change took longer than the pause of the watch: let the machine rest, or seed fewer accounts.');
  const { code } = await watch.exited;
  const rounds = watch
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  return answerOf(words, rounds[1] ?? '{}', code);
}

/** Runs a verification as a process of its own, start included. */
async function timed(words: string[], env: Env): Promise<{ seconds: number; readingSeconds: number; records: number; peakMb: number }> {
  const begun = performance.now();
  const child = startCommand('migrate', [...words, '--json'], env);
  let peak = 0;
  const looks = setInterval(() => void peakMb(child.pid).then((mb) => (peak = Math.max(peak, mb))), 50);
  try {
    const [text] = await child.line(/^\{.*\}$/u, { timeoutMs: 3_600_000 });
    const seconds = (performance.now() - begun) / 1000;
    const { code } = await child.exited;
    const answer = answerOf(words, text, code);
    return { seconds, peakMb: Math.round(peak), records: answer.records, readingSeconds: answer.seconds };
  } finally {
    clearInterval(looks);
  }
}

function answerOf(words: string[], text: string, code: number | null): { records: number; seconds: number } {
  const answer = JSON.parse(text) as { passed: boolean; records: number; seconds: number };
  if (!answer.passed || code !== 0) throw new Error(`${words.join(' ')} did not pass:\n${text.slice(0, 2000)}`);
  return answer;
}

async function vacuum(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql`vacuum analyze`;
  await sql.end();
}
