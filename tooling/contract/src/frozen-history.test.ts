import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { contractLock, lockText } from '@hq-field/contracts/lock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Checkout, checkoutAt } from './checkout.ts';
import { readFrozen, writeFrozen } from './frozen.ts';
import { runProgram } from './run-program.ts';

let checkout: Checkout;
const git = (...words: string[]) => runProgram('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], checkout.root);
const lock = { ...contractLock(), version: '1.0.0' };
const text = lockText(lock);

beforeEach(async () => {
  checkout = checkoutAt(await mkdtemp(`${tmpdir()}/history-`));
  await mkdir(checkout.contracts, { recursive: true });
});
afterEach(() => rm(checkout.root, { recursive: true }));

async function freezeAndCommit(content: string): Promise<void> {
  await rm(`${checkout.contracts}/frozen`, { recursive: true, force: true });
  await writeFrozen(checkout, '1.0.0', content);
  await git('add', '.');
  await git('commit', '-qm', 'freeze');
}

test('a frozen file that was edited together with its digest is found in the history, and found no more when it is put back', async () => {
  await git('init', '-q');
  await freezeAndCommit(text);
  expect((await readFrozen(checkout)).problems).toEqual([]);
  await freezeAndCommit(lockText({ ...lock, limits: { ...lock.limits, recordsPerBatch: 1 } }));
  const [problem = '', ...others] = (await readFrozen(checkout)).problems;
  expect(others).toEqual([]);
  expect(problem).toMatch(/1\.0\.0\.json is not what [0-9a-f]+ froze\. Run: git checkout [0-9a-f]+ -- packages/u);
  await git(...(/git (checkout .*)$/u.exec(problem)?.[1] ?? '').split(' '));
  await writeFile(`${checkout.contracts}/frozen/digests.json`, await git('show', 'HEAD~1:packages/contracts/frozen/digests.json'));
  expect((await readFrozen(checkout)).problems).toEqual([]);
});

test('what is not committed yet, or in no repository, is left to its digest', async () => {
  await writeFrozen(checkout, '1.0.0', text);
  expect((await readFrozen(checkout)).problems).toEqual([]);
  await git('init', '-q');
  expect((await readFrozen(checkout)).problems).toEqual([]);
});
