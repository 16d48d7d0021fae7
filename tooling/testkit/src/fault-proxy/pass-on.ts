import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from './faults.ts';

/** Passes the chunks of one direction on, in order, with the latency and the rate of the moment. */
export async function passOn(from: Socket, faults: () => Faults, write: (chunk: Buffer) => boolean | Promise<boolean>): Promise<void> {
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      const { latencyMs = 0, bytesPerSecond } = faults();
      if (latencyMs > 0) await sleep(latencyMs);
      if (bytesPerSecond === undefined) {
        if (!(await write(chunk))) return;
        continue;
      }
      // In pieces of a tenth of a second.
      const piece = Math.max(1, Math.floor(bytesPerSecond / 10));
      for (let at = 0; at < chunk.length; at += piece) {
        if (!(await write(chunk.subarray(at, at + piece)))) return;
        await sleep(100);
      }
    }
  } catch {
    // The connection is gone; the other end learns it by its own close.
  }
}
