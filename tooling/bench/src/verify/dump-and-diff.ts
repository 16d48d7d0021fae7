// The plain alternative: both sides dumped sorted by COPY, and compared with diff.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ExtractName, extractNames } from '@hq-field/contracts';
import { type FieldVerification, type HqClient, openField, openVerification } from '@hq-field/field-adapter';

export interface Dumped {
  seconds: number;
  lines: number;
  /** Seconds that the extracts of Field alone took. */
  fieldSeconds: number;
  bytes: number;
}

/**
 * Writes all extracts of both sides to files, each sorted by its key, and runs diff over each pair. Both sides are written at once. `each`: every extract
 * of Field is a query of its own, as the command `extract` makes it and as a COPY by hand would. `one`: all are read from one snapshot, which
 * computes once what several of them read.
 */
export async function dumpAndDiff(folder: string, fieldUrl: string, hq: HqClient, snapshots: 'each' | 'one'): Promise<Dumped> {
  const begun = performance.now();
  let fieldSeconds = 0;
  let [lines, bytes] = [0, 0];
  const field = openField(fieldUrl, { max: 2 });
  let snapshot: FieldVerification | null = null;
  try {
    for (const name of extractNames) {
      const dumpField = async () => {
        const at = performance.now();
        if (snapshots === 'each') await snapshot?.close();
        if (snapshots === 'each' || snapshot === null) snapshot = await openVerification(field);
        await pipeline(
          Readable.from(
            counted(snapshot.extract(name), (chunk) => {
              bytes += chunk.length;
              for (let next = chunk.indexOf('\n'); next !== -1; next = chunk.indexOf('\n', next + 1)) lines += 1;
            }),
          ),
          createWriteStream(fileOf(folder, 'field', name)),
        );
        fieldSeconds += (performance.now() - at) / 1000;
      };
      const dumpHq = async () => pipeline(await hq.extract(name), createWriteStream(fileOf(folder, 'hq', name)));
      await Promise.all([dumpField(), dumpHq()]);
      await diff(fileOf(folder, 'field', name), fileOf(folder, 'hq', name));
    }
  } finally {
    await (snapshot as FieldVerification | null)?.close();
    await field.end();
  }
  return { seconds: (performance.now() - begun) / 1000, lines, fieldSeconds, bytes };
}

async function* counted(chunks: AsyncIterable<string>, see: (chunk: string) => void): AsyncGenerator<string> {
  for await (const chunk of chunks) {
    see(chunk);
    yield chunk;
  }
}

function fileOf(folder: string, side: string, name: ExtractName): string {
  return join(folder, `${side}-${name}.csv`);
}

/** Ends when diff does; that files differ is no failure here, because records in quarantine may stand at HQ. */
async function diff(left: string, right: string): Promise<void> {
  const child = spawn('diff', ['-q', left, right], { stdio: 'ignore' });
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0 && code !== 1) throw new Error(`diff ended with code ${code}`);
}
