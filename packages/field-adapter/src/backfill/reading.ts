import type postgres from 'postgres';
import { lookEveryMs, watchLongSession } from '../field-db/making-way.ts';
import { type FieldDatabase, type FieldSession, withoutTimeLimits } from '../field-db/open-field.ts';

/** How a reading treats others, in milliseconds. */
export interface Courtesy {
  /** From one look at who waits for it to the next. */
  lookEveryMs: number;
  /** It is let go when nobody has asked for a page for so long: an old snapshot keeps Field's database from clearing up behind updates. */
  idleMs: number;
}

const usualCourtesy: Courtesy = { lookEveryMs, idleMs: 30_000 };

/** What tells its transaction from those of whoever has its session later. */
interface OwnTransaction {
  pid: number;
  begunAt: string;
}

/** Pages from one consistent snapshot, which is held no longer than others can bear. */
export class Reading<Page> {
  /** Whether it was let go for the sake of others: who wants the rest begins anew behind the last page. */
  hasMadeWay = false;
  readonly #field: FieldDatabase;
  readonly #session: postgres.ReservedSql;
  readonly #pages: AsyncGenerator<Page>;
  readonly #own: OwnTransaction;
  readonly #watching = new AbortController();
  #idleSince: number | null = null;
  #ended: Promise<void> | null = null;

  private constructor(field: FieldDatabase, session: postgres.ReservedSql, own: OwnTransaction, pages: AsyncGenerator<Page>) {
    this.#field = field;
    this.#session = session;
    this.#own = own;
    this.#pages = pages;
  }

  static async begin<Page>(
    field: FieldDatabase,
    pages: (session: FieldSession) => AsyncGenerator<Page>,
    courtesy: Courtesy = usualCourtesy,
  ): Promise<Reading<Page>> {
    const session = await field.reserve();
    try {
      await session`begin isolation level repeatable read read only`;
      // Accounts differ by orders of magnitude: a plan that was kept from a small one is bad for a large one.
      // And a group of small ones is looked up by index, not joined with all people of Field.
      const [own] = await session<OwnTransaction[]>`
        select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('random_page_cost', '1.1', true),
          pg_backend_pid() as pid, transaction_timestamp()::text as "begunAt"`;
      if (own === undefined) throw new Error('a query without rows');
      // It waits for HQ between its pages.
      await session.unsafe(withoutTimeLimits);
      const reading = new Reading(field, session, own, pages(session));
      void reading.#watch(courtesy);
      return reading;
    } catch (error) {
      await letGo(session);
      throw error;
    }
  }

  /** The next page; null at the end, and when the reading has made way. */
  async next(): Promise<Page | null> {
    this.#idleSince = null;
    try {
      const read = await this.#pages.next();
      return read.done === true ? null : read.value;
    } catch (error) {
      if (this.hasMadeWay) return null;
      throw error;
    } finally {
      this.#idleSince = performance.now();
    }
  }

  end(): Promise<void> {
    return (this.#ended ??= this.#end());
  }

  async #end(): Promise<void> {
    this.#watching.abort();
    // A broken connection answers with an error that says nothing new.
    await this.#pages.return(undefined).catch(() => {});
    await letGo(this.#session);
  }

  #watch({ lookEveryMs, idleMs }: Courtesy): Promise<void> {
    return watchLongSession(this.#field, {
      pid: this.#own.pid,
      signal: this.#watching.signal,
      lookEveryMs,
      isOverdue: () => this.#idleSince !== null && performance.now() - this.#idleSince > idleMs,
      makeWay: () => this.#makeWay(),
    });
  }

  async #makeWay(): Promise<void> {
    if (this.#ended !== null) return;
    this.hasMadeWay = true;
    if (this.#idleSince !== null) return this.end();
    // It reads at this moment, and may itself wait for the table of whoever waits for it: PostgreSQL would end one of the two, maybe theirs.
    const field = this.#field;
    const { pid, begunAt } = this.#own;
    // Until this arrives it may have ended, and somebody else may be at work in its session.
    await field`select pg_cancel_backend(pid) from pg_stat_activity where pid = ${pid} and xact_start = ${begunAt}::text::timestamptz`.catch(
      () => {},
    );
  }
}

/** The transaction is still open. */
async function letGo(session: postgres.ReservedSql): Promise<void> {
  await session`rollback`.catch(() => {});
  session.release();
}
