import { entityNames } from '@hq-field/contracts';
import { statfs } from 'node:fs/promises';
import type { Check } from '../check.ts';

/** Bytes of a captured change with its index, and of one more row of identity tables. */
const bytesPerChange = 300;
/** Changes that pile up while HQ is away for a day at ten a second. */
const changesOfADay = 864_000;
const bytesPerRecordInRunner = 20;
/** With its indexes, and with the room that its page keeps for its next version (`pnpm bench bulk` measures it). */
const bytesPerRecordInHq = 700;
const least = 1_000_000_000;

export const disk = diskOf(async () => {
  const { bavail, bsize } = await statfs(process.cwd());
  return bavail * bsize;
});

/** `freeBytes` tells what is free on this host. */
export function diskOf(freeBytes: () => Promise<number>): Check {
  return {
    name: 'disk',
    async run(_context, data) {
      const records = entityNames.reduce((sum, entity) => sum + data.records[entity], 0);
      const inField = records * 150 + changesOfADay * bytesPerChange;
      const inHq = records * bytesPerRecordInHq;
      const free = await freeBytes();
      const figures = {
        neededInFieldBytes: inField,
        neededInHqBytes: inHq,
        neededInRunnerBytes: records * bytesPerRecordInRunner,
        freeHereBytes: free,
      };
      const words = `capture needs about ${gigabytes(inField)} in Field's database, a day without HQ included, and the records about ${gigabytes(inHq)} in HQ's; free space there cannot be asked over SQL, so look there`;
      return free < least
        ? { ok: false, message: `this host has ${gigabytes(free)} left for logs and reports: make room. ${words}`, figures }
        : { ok: true, message: `${words}; this host has ${gigabytes(free)} free`, figures };
    },
  };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
