import { FieldError } from '@hq-field/field-adapter';
import type { Difference } from './finding.ts';
import { Quarantined } from './quarantined.ts';
import type { Reading } from './settle.ts';
import type { FieldSide, Side, VerificationPorts } from './sides.ts';

/** What one reading works with: a snapshot of Field, HQ, and what is in quarantine. */
export interface Look {
  field: FieldSide;
  hq: Side;
  quarantine: Quarantined;
  /** Waits until everything that the snapshot can see has been sent; what HQ answers before proves nothing. */
  sent(): Promise<void>;
}

/** A reading, with where Field stood when it began. */
export interface TakenReading extends Reading {
  version: number;
  readAt: Date;
}

/** A deploy of Field alters a few tables one after the other. */
const attempts = 10;
const pauseMs = 1000;

/** One reading. When its snapshot makes way for somebody in Field it has proven nothing, and is taken again. Throws FieldError after ten of these. */
export async function takeReading(
  ports: VerificationPorts,
  waitMs: number,
  find: (look: Look) => AsyncIterable<Difference>,
): Promise<TakenReading> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readOnce(ports, waitMs, find);
    } catch (error) {
      if (!(error instanceof FieldError) || error.code !== 'busy' || attempt === attempts) throw error;
      await ports.sleep(pauseMs);
    }
  }
}

/**
 * The order matters: what stands in quarantine is read after the snapshot, and HQ's rows after `sent()`, which waits until everything that the
 * snapshot can see has been sent.
 */
async function readOnce(ports: VerificationPorts, waitMs: number, find: (look: Look) => AsyncIterable<Difference>): Promise<TakenReading> {
  const before = await ports.outbox.standing();
  const field = await ports.openField();
  try {
    const [mark, keys] = await Promise.all([ports.outbox.mark(), ports.quarantinedKeys()]);
    const quarantine = new Quarantined(keys);
    let drained = false;
    const findings: Difference[] = [];
    const sent = async () => {
      drained = await waitUntilDrained(ports, mark, waitMs);
    };
    for await (const finding of find({ field, hq: ports.hq, quarantine, sent })) findings.push(finding);
    const after = await ports.outbox.standing();
    const quiet = before.waiting === 0 && after.waiting === 0 && before.version === after.version;
    return { findings, drained, quiet, version: before.version, readAt: before.now };
  } finally {
    await field.close();
  }
}

async function waitUntilDrained(ports: VerificationPorts, mark: bigint, waitMs: number): Promise<boolean> {
  const deadline = ports.now() + waitMs;
  for (;;) {
    if (await ports.outbox.drained(mark)) return true;
    if (ports.now() >= deadline) return false;
    await ports.sleep(50);
  }
}
