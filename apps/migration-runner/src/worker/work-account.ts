import {
  type Checkpoint,
  type Delivery,
  DeliveryError,
  type DeliveryTally,
  type FieldDatabase,
  FieldError,
  outboxMark,
  walkAccount,
  type WalkPage,
} from '@hq-field/field-adapter';
import type { LimitFunction } from 'p-limit';
import type { AccountStore } from '../accounts/account-store.ts';
import type { SendingGate } from '../throttle/sending-gate.ts';

export interface AccountWork {
  field: FieldDatabase;
  store: AccountStore;
  delivery: Delivery;
  gate: SendingGate;
  /** Batches in flight on this host. */
  fibres: LimitFunction;
  /** This host, as it stands in leases. */
  holder: string;
  onTally: (tally: DeliveryTally) => void;
}

const pageSize = 1000;

/** Another host has the account, or it is done. */
export type AccountOutcome = 'walked' | 'not ours' | 'let go';

/**
 * The backfill of one account: take it (the move to backfilling commits here, before the snapshot), walk it, send its pages, and hand
 * it to the catch-up. Throws what no retry mends. An aborted signal lets it go; it goes on from its checkpoint elsewhere.
 */
export async function workAccount(work: AccountWork, account: string, signal: AbortSignal): Promise<AccountOutcome> {
  const started = await work.store.start(account, work.holder);
  if (started === null) return 'not ours';
  const walk = new Walk(work, account, started.checkpoint, signal);
  try {
    // Field may go away in the middle of the walk; then it begins again behind the checkpoint, in a new snapshot.
    await work.gate.through(() => walk.run());
    const mark = await outboxMark(work.field);
    return (await work.store.walked(account, work.holder, mark, walk.unsaved)) ? 'walked' : 'not ours';
  } catch (error) {
    if (!signal.aborted) throw error;
    await work.store.letGo(work.holder, [account]);
    return 'let go';
  }
}

interface Sending {
  page: WalkPage;
  done: boolean;
  promise: Promise<void>;
}

/** Sends the pages of one account with bounded read-ahead, and moves the checkpoint over the done pages at the front only. */
class Walk {
  readonly #work: AccountWork;
  readonly #account: string;
  readonly #signal: AbortSignal;
  #checkpoint: Checkpoint | null;
  #sending: Sending[] = [];
  /** Records delivered since the last checkpoint. */
  unsaved = 0;

  constructor(work: AccountWork, account: string, checkpoint: Checkpoint | null, signal: AbortSignal) {
    this.#work = work;
    this.#account = account;
    this.#checkpoint = checkpoint;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    this.#sending = [];
    try {
      for await (const page of walkAccount(this.#work.field, {
        account: this.#account,
        after: this.#checkpoint,
        pageSize,
        signal: this.#signal,
      })) {
        if (page.afterAllBefore) await this.#untilInFlight(0);
        await this.#untilInFlight(Math.max(1, this.#work.fibres.concurrency) - 1);
        this.#send(page);
      }
      await this.#untilInFlight(0);
    } catch (error) {
      await Promise.allSettled(this.#sending.map((one) => one.promise));
      throw error instanceof FieldError ? new DeliveryError(error) : error;
    }
  }

  #send(page: WalkPage): void {
    const { delivery, fibres, gate, onTally } = this.#work;
    const sending: Sending = { page, done: false, promise: Promise.resolve() };
    sending.promise = fibres(() => gate.through(() => delivery.deliver(page.records))).then((tally) => {
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
        this.unsaved += last.records.length;
      }
      if (last === null) continue;
      this.#checkpoint = last.checkpoint;
      this.#signal.throwIfAborted();
      // The last pages need no checkpoint: the move to catching-up follows.
      if (most > 0 || this.#sending.length > 0) await this.#save(last.checkpoint);
    }
  }

  async #save(checkpoint: Checkpoint): Promise<void> {
    const kept = await this.#work.store.checkpoint(this.#account, this.#work.holder, checkpoint, this.unsaved);
    if (!kept) throw new Error(`Another host has taken over the account ${this.#account}.`);
    this.unsaved = 0;
  }
}
