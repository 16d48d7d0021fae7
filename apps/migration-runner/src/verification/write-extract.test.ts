import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkPlace, ExtractFileError, writeExtract } from './write-extract.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'extract-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function* failing(): AsyncGenerator<string> {
  yield 'project,company\n';
  throw new Error('cut');
}

async function* whole(): AsyncGenerator<string> {
  yield 'project,company\n';
  yield 'p,c\n';
}

it('writes a file when it is whole', async () => {
  await writeExtract(whole(), join(folder, 'a.csv'));
  expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('project,company\np,c\n');
  expect(readdirSync(folder)).toEqual(['a.csv']);
});

it('leaves the old file and no half of a new one when the stream is cut', async () => {
  writeFileSync(join(folder, 'a.csv'), 'old');
  await expect(writeExtract(failing(), join(folder, 'a.csv'))).rejects.toThrow('cut');
  expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['a.csv']);
});

it('says what to do when the folder does not exist', async () => {
  const error = await writeExtract(whole(), join(folder, 'none', 'a.csv')).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ExtractFileError);
  expect(error).toMatchObject({ code: 'folder_missing' });
});

it('refuses a place that cannot be written with the same words before anything is gathered, and writes nothing when it can', async () => {
  const refused = (work: Promise<void>) =>
    work.then(
      () => null,
      (error: unknown) => (error instanceof ExtractFileError ? [error.code, error.message] : error),
    );
  writeFileSync(join(folder, 'a.csv'), 'old');
  for (const place of [join(folder, 'none', 'b.csv'), join(folder, 'a.csv', 'b.csv'), folder]) {
    const before = await refused(checkPlace(place));
    expect(before).toEqual([place === folder ? 'not_permitted' : 'folder_missing', expect.stringContaining(place)]);
    expect(await refused(writeExtract(whole(), place))).toEqual(before);
  }
  await checkPlace(join(folder, 'a.csv'));
  await checkPlace(join(folder, 'b.csv'));
  await checkPlace('/dev/null');
  expect(readdirSync(folder)).toEqual(['a.csv']);
});

it.runIf(process.platform === 'linux')('says that the disk is full, and leaves the device where it is', async () => {
  const error = await writeExtract(whole(), '/dev/full').catch((error: unknown) => error);
  expect(error).toMatchObject({ code: 'disk_full' });
  expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
});

it('follows a symbolic link to its file and keeps the link', async () => {
  writeFileSync(join(folder, 'a.csv'), 'old');
  symlinkSync(join(folder, 'a.csv'), join(folder, 'link.csv'));
  await writeExtract(whole(), join(folder, 'link.csv'));
  expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toContain('p,c');
  expect(lstatSync(join(folder, 'link.csv')).isSymbolicLink()).toBe(true);
});
