import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
