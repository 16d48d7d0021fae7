import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { contractLock, lockText } from '@hq-field/contracts/lock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pendingChanges } from './changesets.ts';
import { type Checkout, checkoutAt, thisCheckout } from './checkout.ts';
import { differences } from './changelog.ts';
import { readFrozen, writeFrozen } from './frozen.ts';
import { readAgainst } from './read-against.ts';

let checkout: Checkout;

beforeEach(async () => {
  checkout = checkoutAt(await mkdtemp(`${tmpdir()}/contract-`));
  await mkdir(checkout.changesets, { recursive: true });
});
afterEach(() => rm(checkout.root, { recursive: true }));

const lock = contractLock();
const lockOf = (version: string) => lockText({ ...lock, version });
const text = lockOf('1.0.0');
const fileOf = (version: string) => `${checkout.contracts}/frozen/${version}.json`;

test('a version is frozen once, and again only with the same content', async () => {
  expect(await writeFrozen(checkout, '1.0.0', text)).toBe(true);
  expect(await writeFrozen(checkout, '1.0.0', text)).toBe(false);
  await expect(writeFrozen(checkout, '1.0.0', `${text} `)).rejects.toThrow(/pnpm changeset, then pnpm version-packages/u);
  expect(await readFile(fileOf('1.0.0'), 'utf8')).toBe(text);
});

test('the lock of another version is not frozen', async () => {
  await expect(writeFrozen(checkout, '1.1.0', text)).rejects.toThrow('The lock is of 1.0.0, the package of 1.1.0. Run: pnpm contract lock');
  expect((await readFrozen(checkout)).versions).toEqual([]);
});

test('frozen versions are read oldest first', async () => {
  for (const version of ['1.10.0', '1.2.0', '1.9.1']) await writeFrozen(checkout, version, lockOf(version));
  expect((await readFrozen(checkout)).versions.map(({ version }) => version)).toEqual(['1.2.0', '1.9.1', '1.10.0']);
});

test('a frozen file that was edited, added by hand or removed is found', async () => {
  for (const version of ['1.0.0', '1.1.0']) await writeFrozen(checkout, version, lockOf(version));
  await writeFile(fileOf('1.0.0'), text.replace('1000', '1001'));
  await writeFile(fileOf('1.0.5'), text);
  await rm(fileOf('1.1.0'));
  const { versions, problems } = await readFrozen(checkout);
  expect(versions).toEqual([]);
  expect(problems.join('\n')).toMatch(/1\.0\.0\.json was changed/u);
  expect(problems.join('\n')).toMatch(/1\.0\.5\.json was not written by pnpm contract freeze/u);
  expect(problems.join('\n')).toMatch(/1\.1\.0\.json is gone/u);
  expect(problems.every((words) => words.includes('git checkout'))).toBe(true);
});

test('only changesets of the contract wait for its version', async () => {
  await writeFile(`${checkout.changesets}/README.md`, 'words');
  await writeFile(`${checkout.changesets}/a.md`, "---\n'@hq-field/contracts': minor\n---\n\nA field.\n");
  await writeFile(`${checkout.changesets}/b.md`, "---\n'other': major\n---\n\nOther.\n");
  expect(await pendingChanges(checkout)).toEqual([{ file: '.changeset/a.md', bump: 'minor', summary: 'A field.' }]);
});

test('a changeset, and a list of digests, that cannot be read say what to do', async () => {
  await writeFile(`${checkout.changesets}/a.md`, 'nonsense');
  await expect(pendingChanges(checkout)).rejects.toThrow(/a\.md is no changeset\. Remove it, and run: pnpm changeset/u);
  await writeFrozen(checkout, '1.0.0', text);
  await writeFile(`${checkout.contracts}/frozen/digests.json`, '{');
  await expect(readFrozen(checkout)).rejects.toThrow(/Run: git checkout -- packages\/contracts\/frozen/u);
});

test('a lock is read from a file, a frozen version or a revision; anything else says what there is', async () => {
  await writeFrozen(checkout, '1.0.0', text);
  await writeFile(`${checkout.root}/words.json`, '{"a":1}');
  expect((await readAgainst(checkout, '1.0.0')).version).toBe('1.0.0');
  expect((await readAgainst(checkout, fileOf('1.0.0'))).version).toBe('1.0.0');
  await expect(readAgainst(checkout, `${checkout.root}/words.json`)).rejects.toThrow(/is no contract lock/u);
  await expect(readAgainst(checkout, '7.0.0')).rejects.toThrow(/no frozen version \(1\.0\.0\)/u);
  await expect(readAgainst(checkout, '--output=x')).rejects.toThrow(/no revision/u);
});

test('the frozen versions of this repository are what was frozen', async () => {
  const { versions, problems } = await readFrozen(thisCheckout);
  expect(problems).toEqual([]);
  expect(versions.length).toBeGreaterThanOrEqual(2);
});

test('the changelog names the differences', () => {
  expect(differences('1.0.0', [])).toBe('');
  const finding = { rule: 'limit-raised', category: 'info', path: 'limit a', before: '1', after: '2', message: '' } as const;
  expect(differences('1.0.0', [finding])).toBe('\n\n  Differences to 1.0.0:\n\n  - info `limit-raised`: limit a');
});
