import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, constants, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The extract could not be written; nothing is left behind, and a file that was there before is untouched. */
export class ExtractFileError extends Error {
  readonly code: 'disk_full' | 'folder_missing' | 'not_permitted' | 'failed';

  constructor(code: ExtractFileError['code'], message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'ExtractFileError';
    this.code = code;
  }
}

/**
 * Streams text to a file. It is written beside its place and moved there when it is whole. What is there and is no file (a pipe, a device)
 * is written to as it is.
 */
export async function writeExtract(chunks: AsyncIterable<string | Uint8Array>, file: string): Promise<void> {
  try {
    const place = await placeOf(file);
    if (place.isFile) await writeBeside(chunks, place.path);
    else await pipeline(Readable.from(chunks, { objectMode: true }), createWriteStream(place.path));
  } catch (error) {
    throw toExtractFileError(error, file);
  }
}

async function writeBeside(chunks: AsyncIterable<string | Uint8Array>, file: string): Promise<void> {
  const partial = `${file}.${randomUUID().slice(0, 8)}.partial`;
  try {
    // flush: a full disk shows when the last bytes are written, not after the file has its name.
    await pipeline(Readable.from(chunks, { objectMode: true }), createWriteStream(partial, { flags: 'wx', flush: true }));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}

/** Whether `writeExtract` may write the file, as far as that is seen without writing: for what takes long to gather. Throws ExtractFileError. */
export async function checkPlace(file: string): Promise<void> {
  try {
    const { path, isFile } = await placeOf(file);
    // What is beside it decides: a file is written there first. The dot refuses a folder that is none.
    await access(isFile ? `${dirname(path)}/.` : path, constants.W_OK);
  } catch (error) {
    throw toExtractFileError(error, file);
  }
}

/** Where the file really is, behind symbolic links, and whether it is one, or is still to be made. */
async function placeOf(file: string): Promise<{ path: string; isFile: boolean }> {
  const path = await realpath(file).catch(() => file);
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) throw new ExtractFileError('not_permitted', `${file} is a folder. Name a file in it with --out.`, null);
  return { path, isFile: found === null || found.isFile() };
}

/** Streams text to standard output; false: that took no more of it. Why is told by whoever listens to its errors, as in standard-output.ts. */
export async function printExtract(chunks: AsyncIterable<string | Uint8Array>): Promise<boolean> {
  let isTaken = true;
  process.stdout.once('error', () => void (isTaken = false));
  try {
    await pipeline(Readable.from(chunks, { objectMode: true }), process.stdout, { end: false });
  } catch (error) {
    if (isTaken) throw error;
  }
  return isTaken;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error ? error.code : undefined;
}

function toExtractFileError(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new ExtractFileError('disk_full', `There is no room for ${file}. Make room, or name a file on another disk with --out.`, error);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new ExtractFileError(
      'folder_missing',
      `The folder of ${file} does not exist. Create it, or name another file with --out.`,
      error,
    );
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'EISDIR')
    return new ExtractFileError('not_permitted', `${file} may not be written (${code}). Name another file with --out.`, error);
  return error;
}
