import { failpoint } from '@hq-field/failpoints';
import {
  type Checkpoint,
  type Delivery,
  DeliveryError,
  type DeliveryTally,
  drawVersion,
  type FieldDatabase,
  FieldError,
  groupAccounts,
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
  /** Pages that one walk may have under way: sent, and not yet behind its checkpoint; 1 or more. One more is read meanwhile. */
  pagesUnderWay: () => number;
  /** Lets a walk read its next page when it may: only so many read at once. */
  reading: LimitFunction;
  /** Records that are sent at once; 1 to 1,000, may change while it is worked. */
  batchSize: () => number;
  /** This host, as it stands in leases. */
  holder: string;
  onTally: (tally: DeliveryTally) => void;
}

/**
 * The backfill of one account, or of several small ones together: take them all (the move to backfilling commits here, before any
 * snapshot, and their leases say who has them), walk them, send the pages, and hand them to the catch-up. Throws what no retry mends. An aborted signal lets them go; they
 * go on elsewhere from their checkpoints. Returns whether it came to the end.
 */
export async function workAccounts(work: AccountWork, accounts: readonly string[], signal: AbortSignal): Promise<boolean> {
  const started = await work.store.start(accounts, work.holder);
  if (failpoint) await failpoint('backfill:after-start');
  try {
    for (const group of groupsOf(started)) await walk(work, group, signal);
    return true;
  } catch (error) {
    if (!signal.aborted) throw error;
    await work.store.letGo(work.holder, accounts);
    return false;
  }
}

/** Accounts that are walked together: they resume behind the same record, or begin, and are not too many records. */
function groupsOf(started: readonly StartedAccount[]): StartedAccount[][] {
  const byAccount = new Map(started.map((one) => [one.account, one]));
  const alike = Map.groupBy(started, ({ again, checkpoint }) => JSON.stringify([again, checkpoint]));
  return [...alike.values()].flatMap((some) =>
    groupAccounts(some.map(({ account, size }) => ({ externalId: account, rows: size }))).map((group) =>
      group.map((account) => byAccount.get(account) as StartedAccount),
    ),
  );
}

async function walk(work: AccountWork, group: readonly StartedAccount[], signal: AbortSignal): Promise<void> {
  const walk = new Walk(work, group, signal);
  // Field may go away in the middle of the walk; then it begins again behind the checkpoint, in a new snapshot.
  await work.gate.through(() => walk.run(), signal);
  if (failpoint) await failpoint('backfill:before-walked');
  const mark = await work.gate.through(
    () => outboxMark(work.field).catch((error: unknown) => Promise.reject(new DeliveryError(error))),
    signal,
  );
  await work.store.walked(walk.unsaved, work.holder, mark);
}

interface Sending {
  page: WalkPage;
  done: boolean;
  promise: Promise<void>;
}

/** Sends the pages of a walk, so many at once. The checkpoint moves over the done pages at the front only, for all its accounts at once. */
class Walk {
  readonly #work: AccountWork;
  readonly #accounts: readonly string[];
  readonly #again: boolean;
  readonly #signal: AbortSignal;
  #checkpoint: Checkpoint | null;
  #sending: Sending[] = [];
  /** Records of each account delivered since its last checkpoint; people, who belong to none, are counted for the first. */
  readonly unsaved: Map<string, number>;

  constructor(work: AccountWork, group: readonly StartedAccount[], signal: AbortSignal) {
    this.#work = work;
    this.#accounts = group.map(({ account }) => account);
    this.#again = group[0]?.again === true;
    this.#checkpoint = group[0]?.checkpoint ?? null;
    this.#signal = signal;
    this.unsaved = new Map(this.#accounts.map((account) => [account, 0]));
  }

  async run(): Promise<void> {
    this.#sending = [];
    // What was sent behind the checkpoint is sent again.
    for (const account of this.#accounts) this.unsaved.set(account, 0);
    try {
      // Drawn before the snapshot: what the walk does not see was claimed later, and is sent with a higher version.
      const version = this.#again ? await drawVersion(this.#work.field) : 0;
      const options = { accounts: this.#accounts, after: this.#checkpoint, pageSize: this.#work.batchSize(), signal: this.#signal };
      for await (const page of this.#inTurn(walkAccounts(this.#work.field, options))) {
        if (page.afterAllBefore) await this.#untilInFlight(0);
        await this.#untilInFlight(this.#work.pagesUnderWay() - 1);
        this.#send(page, version);
      }
      // The last pages need no checkpoint: the move to catching-up follows.
      await this.#untilInFlight(0, { isEnd: true });
      await this.#work.delivery.endWalk(this.#accounts, version);
    } catch (error) {
      await Promise.allSettled(this.#sending.map((one) => one.promise));
      // What arrived is not sent again, however the walk ended. The database of the checkpoint may be what is away.
      await this.#saveFront().catch(() => {});
      throw error instanceof FieldError ? new DeliveryError(error) : error;
    }
  }

  /** Pages, each read when it is this walk's turn to read. */
  async *#inTurn(pages: AsyncGenerator<WalkPage>): AsyncGenerator<WalkPage> {
    try {
      for (;;) {
        const read = await this.#work.reading(() => pages.next());
        if (read.done === true) return;
        yield read.value;
      }
    } finally {
      await pages.return(undefined);
    }
  }

  #send(page: WalkPage, version: number): void {
    const sending: Sending = { page, done: false, promise: Promise.resolve() };
    sending.promise = this.#deliver(page, version).then(() => {
      sending.done = true;
    });
    // It is awaited in order; until then its failure must not end the process.
    sending.promise.catch(() => {});
    this.#sending.push(sending);
  }

  /** Sends a page at once; in smaller batches, one after the other, when the limit went down after it was read: parents stand before children. */
  async #deliver({ records }: WalkPage, version: number): Promise<void> {
    const { delivery, gate, onTally, batchSize } = this.#work;
    for (let from = 0; from < records.length; ) {
      const batch = records.slice(from, from + batchSize());
      onTally(await gate.through(() => delivery.deliver(batch, version), this.#signal));
      from += batch.length;
    }
  }

  /** Waits until at most `most` pages are in flight, and saves how far the front is done: every time, or what was sent before is sent again. */
  async #untilInFlight(most: number, { isEnd } = { isEnd: false }): Promise<void> {
    while (this.#sending.length > most) {
      await this.#sending[0]?.promise;
      this.#signal.throwIfAborted();
      await this.#saveFront({ isEnd });
    }
  }

  /** Moves the checkpoint over the done pages at the front; at the end only when some are still in flight. */
  async #saveFront({ isEnd } = { isEnd: false }): Promise<void> {
    let last: WalkPage | null = null;
    while (this.#sending[0]?.done === true) {
      last = (this.#sending.shift() as Sending).page;
      this.#count(last);
    }
    if (last !== null && (!isEnd || this.#sending.length > 0)) await this.#save(last.checkpoint);
  }

  #count(page: WalkPage): void {
    const first = this.#accounts[0] as string;
    for (const { account } of page.records) {
      const counted = account !== null && this.unsaved.has(account) ? account : first;
      this.unsaved.set(counted, (this.unsaved.get(counted) ?? 0) + 1);
    }
  }

  async #save(checkpoint: Checkpoint): Promise<void> {
    if (failpoint) await failpoint('backfill:before-checkpoint');
    this.#checkpoint = checkpoint;
    const taken = await this.#work.store.checkpoint(this.unsaved, this.#work.holder, checkpoint);
    if (taken.length > 0) throw new Error(`Another host has taken over the account ${taken.join(', ')}.`);
    for (const account of this.#accounts) this.unsaved.set(account, 0);
  }
}
