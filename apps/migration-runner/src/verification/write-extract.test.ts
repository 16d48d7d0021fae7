import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ExtractFileError, writeExtract } from './write-extract.ts';

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
