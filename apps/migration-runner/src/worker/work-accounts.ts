import { failpoint } from '@hq-field/failpoints';
import {
  type Checkpoint,
  type Delivery,
  DeliveryError,
  type DeliveryTally,
  drawVersion,
  type FieldDatabase,
  FieldError,
  outboxMark,
  walkAccounts,
  type WalkPage,
} from '@hq-field/field-adapter';
import type { LimitFunction } from 'p-limit';
import type { AccountStore, StartedAccount } from '../accounts/account-store.ts';
import type { SendingGate } from '../throttle/sending-gate.ts';

export interface AccountWork {
  field: FieldDatabase;
  store: AccountStore;
  delivery: Delivery;
  gate: SendingGate;
  /** Batches in flight on this host. */
  fibres: LimitFunction;
  /** Pages that one walk may have read and not yet delivered; 1 or more. */
  readAhead: () => number;
  /** This host, as it stands in leases. */
  holder: string;
  onTally: (tally: DeliveryTally) => void;
}

const pageSize = 1000;

/**
 * The backfill of one account, or of several small ones together: take them (the move to backfilling commits here, before the
 * snapshot), walk them, send the pages, and hand them to the catch-up. Throws what no retry mends. An aborted signal lets them go; they
 * go on elsewhere, one that was walked alone from its checkpoint. Returns whether it came to the end.
 */
export async function workAccounts(work: AccountWork, accounts: readonly string[], signal: AbortSignal): Promise<boolean> {
  const started = await work.store.start(accounts, work.holder);
  if (failpoint) await failpoint('backfill:after-start');
  try {
    for (const again of [false, true]) {
      const group = started.filter((one) => one.again === again);
      if (group.length > 0) await walk(work, group, again, signal);
    }
    return true;
  } catch (error) {
    if (!signal.aborted) throw error;
    await work.store.letGo(work.holder, accounts);
    return false;
  }
}

async function walk(work: AccountWork, group: readonly StartedAccount[], again: boolean, signal: AbortSignal): Promise<void> {
  const walk = new Walk(work, group, again, signal);
  // Field may go away in the middle of the walk; then it begins again behind the checkpoint, in a new snapshot.
  await work.gate.through(() => walk.run());
  if (failpoint) await failpoint('backfill:before-walked');
  await work.store.walked(walk.unsaved, work.holder, await outboxMark(work.field));
}

interface Sending {
  page: WalkPage;
  done: boolean;
  promise: Promise<void>;
}

/** Sends the pages of a walk with bounded read-ahead. The checkpoint of an account that is walked alone moves over the done pages at the front only. */
class Walk {
  readonly #work: AccountWork;
  readonly #accounts: readonly string[];
  readonly #again: boolean;
  readonly #signal: AbortSignal;
  #checkpoint: Checkpoint | null;
  #sending: Sending[] = [];
  /** Records of each account delivered since its last checkpoint; people, who belong to none, are counted for the first. */
  readonly unsaved: Map<string, number>;

  constructor(work: AccountWork, group: readonly StartedAccount[], again: boolean, signal: AbortSignal) {
    this.#work = work;
    this.#accounts = group.map(({ account }) => account);
    this.#again = again;
    this.#checkpoint = group.length === 1 ? (group[0]?.checkpoint ?? null) : null;
    this.#signal = signal;
    this.unsaved = new Map(this.#accounts.map((account) => [account, 0]));
  }

  async run(): Promise<void> {
    this.#sending = [];
    if (this.#checkpoint === null) for (const account of this.#accounts) this.unsaved.set(account, 0);
    try {
      // Drawn before the snapshot: what the walk does not see was claimed later, and is sent with a higher version.
      const version = this.#again ? await drawVersion(this.#work.field) : 0;
      const options = { accounts: this.#accounts, after: this.#checkpoint, pageSize, signal: this.#signal };
      for await (const page of walkAccounts(this.#work.field, options)) {
        if (page.afterAllBefore) await this.#untilInFlight(0);
        await this.#untilInFlight(this.#work.readAhead() - 1);
        this.#send(page, version);
      }
      await this.#untilInFlight(0);
    } catch (error) {
      await Promise.allSettled(this.#sending.map((one) => one.promise));
      throw error instanceof FieldError ? new DeliveryError(error) : error;
    }
  }

  #send(page: WalkPage, version: number): void {
    const { delivery, fibres, gate, onTally } = this.#work;
    const sending: Sending = { page, done: false, promise: Promise.resolve() };
    sending.promise = fibres(() => gate.through(() => delivery.deliver(page.records, version))).then((tally) => {
      sending.done = true;
      onTally(tally);
    });
    // It is awaited in order; until then its failure must not end the process.
    sending.promise.catch(() => {});
    this.#sending.push(sending);
  }

  /** Waits until at most `most` pages are in flight, and saves how far the front is done. */
  async #untilInFlight(most: number): Promise<void> {
    while (this.#sending.length > most) {
      await this.#sending[0]?.promise;
      let last: WalkPage | null = null;
      while (this.#sending[0]?.done === true) {
        last = (this.#sending.shift() as Sending).page;
        this.#count(last);
      }
      this.#signal.throwIfAborted();
      // The last pages need no checkpoint: the move to catching-up follows.
      if (last !== null && (most > 0 || this.#sending.length > 0)) await this.#save(last.checkpoint);
    }
  }

  #count(page: WalkPage): void {
    const first = this.#accounts[0] as string;
    for (const { account } of page.records) {
      const counted = account !== null && this.unsaved.has(account) ? account : first;
      this.unsaved.set(counted, (this.unsaved.get(counted) ?? 0) + 1);
    }
  }

  /** Several small accounts have no checkpoint: walked again, they cost little. */
  async #save(checkpoint: Checkpoint): Promise<void> {
    const [account, ...others] = this.#accounts;
    if (account === undefined || others.length > 0) return;
    if (failpoint) await failpoint('backfill:before-checkpoint');
    this.#checkpoint = checkpoint;
    const kept = await this.#work.store.checkpoint(account, this.#work.holder, checkpoint, this.unsaved.get(account) ?? 0);
    if (!kept) throw new Error(`Another host has taken over the account ${account}.`);
    this.unsaved.set(account, 0);
  }
}
