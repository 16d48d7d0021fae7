import { accessSync, constants, statfsSync } from 'node:fs';

/** Bytes: three times what the servers of a run of tests come to hold. */
const enough = 2 * 1024 ** 3;
const tmpfs = 0x01021994;

/**
 * The folder, if it lies in memory and has room for data that tests make and throw away; undefined otherwise. Tests create and drop hundreds of
 * databases of hundreds of files, and ext4 without a journal gives no new file the number of one that was removed in the last minutes: finding
 * a number took an eighth of a run's processor time.
 */
export function memoryFolder(folder = '/dev/shm', room = enough): string | undefined {
  try {
    accessSync(folder, constants.W_OK);
    const { type, bavail, bsize } = statfsSync(folder);
    return type === tmpfs && Math.min(bavail * bsize, process.availableMemory()) >= room ? folder : undefined;
  } catch {
    return undefined;
  }
}
