import { FieldError } from '@hq-field/field-adapter';
import type { Difference } from './finding.ts';
import { PausedError } from './pace.ts';
import { Quarantined } from './quarantined.ts';
import { isQuiet, type Reading } from './settle.ts';
import type { FieldSide, Side, VerificationPorts } from './sides.ts';

/** What one reading works with: a snapshot of Field, HQ, and what is in quarantine. */
export interface Look {
  field: FieldSide;
  hq: Side;
  quarantine: Quarantined;
  /** Waits until everything that the snapshot can see has been sent, once a reading; what HQ answers before proves nothing. */
  sent(): Promise<void>;
}

/** A reading, with where Field stood when it began. */
export interface TakenReading extends Reading {
  version: number;
  readAt: Date;
}

export interface Waiting {
  /** How long a reading waits for what is to be sent. */
  waitMs: number;
  /** Says what is waited for. */
  say(words: string): void;
}

/** A deploy of Field alters a few tables one after the other. */
const attempts = 10;
const pauseMs = 1000;
/** What is on the way is there within this time. */
const saidAfterMs = 2000;

/** One reading, taken again as often as readAnew says. Throws what readAnew throws. */
export function takeReading(
  ports: VerificationPorts,
  waiting: Waiting,
  find: (look: Look) => AsyncIterable<Difference>,
): Promise<TakenReading> {
  return readAnew(ports, () => readOnce(ports, waiting, find));
}

/**
 * Reads something of a snapshot of Field, which `read` opens and closes. When the snapshot makes way for somebody in Field, what was read has proven
 * nothing, and is read again from its beginning; so it is after a pause, which no snapshot outlasts. Throws FieldError when it has made way ten times.
 */
export async function readAnew<T>(ports: Pick<VerificationPorts, 'sleep'>, read: () => Promise<T>): Promise<T> {
  for (let busy = 0; ; ) {
    try {
      return await read();
    } catch (error) {
      const isBusy = error instanceof FieldError && error.code === 'busy';
      if (!isBusy && !(error instanceof PausedError)) throw error;
      if (isBusy) busy += 1;
      if (busy === attempts) throw error;
      await ports.sleep(pauseMs);
    }
  }
}

/**
 * The order matters: what stands in quarantine is read after the snapshot, and HQ's rows after `sent()`, which waits until everything that the
 * snapshot can see has been sent.
 */
async function readOnce(
  ports: VerificationPorts,
  waiting: Waiting,
  find: (look: Look) => AsyncIterable<Difference>,
): Promise<TakenReading> {
  const before = await ports.outbox.standing();
  const field = await ports.openField();
  try {
    const [mark, keys] = await Promise.all([ports.outbox.mark(), ports.quarantinedKeys()]);
    const quarantine = new Quarantined(keys);
    let [drained, isAwaited] = [false, false];
    const findings: Difference[] = [];
    const sent = async () => {
      if (isAwaited) return;
      isAwaited = true;
      drained = await waitUntilDrained(ports, mark, waiting);
    };
    for await (const finding of find({ field, hq: ports.hq, quarantine, sent })) findings.push(finding);
    const after = await ports.outbox.standing();
    return { findings, drained, quiet: isQuiet(before, after), version: before.version, readAt: before.now };
  } finally {
    await field.close();
  }
}

async function waitUntilDrained(ports: VerificationPorts, mark: bigint, { waitMs, say }: Waiting): Promise<boolean> {
  const begun = ports.now();
  let isSaid = false;
  for (;;) {
    if (await ports.outbox.drained(mark)) return true;
    const waitedMs = ports.now() - begun;
    if (waitedMs >= waitMs) return false;
    if (waitedMs >= saidAfterMs && !isSaid) {
      isSaid = true;
      const wait = (await ports.outbox.standing()).waiting;
      say(
        `${wait} changes of Field wait to be sent; they are waited for, ${Math.ceil(waitMs / 1000)} s at most. Is pnpm migrate work running?`,
      );
    }
    await ports.sleep(50);
  }
}
