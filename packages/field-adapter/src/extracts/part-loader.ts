// Fills parts on demand, each account once a snapshot; all at once when so many are asked for that one pass is cheaper.
import { account as accountPart } from './entities/account.ts';
import type { Extent, Part } from './part.ts';
import type { Snapshot } from './snapshot.ts';

/** Accounts that are read one by one before the rest of the field is read in one pass. */
const accountsReadSingly = 64;

export class PartLoader {
  readonly #snapshot: Snapshot;
  readonly #loaded = new Map<Part, 'all' | Set<string>>();
  #last: Promise<void> = Promise.resolve();
  /** What extract_todo holds. */
  #todo: string | null = null;

  /** `ready` stand in the snapshot already, for the whole field. */
  constructor(snapshot: Snapshot, ready: readonly Part[] = []) {
    this.#snapshot = snapshot;
    for (const part of ready) this.#loaded.set(part, 'all');
  }

  /** Makes parts ready to be read for these accounts, or for all. Calls wait for each other: they share extract_todo. */
  ensure(parts: readonly Part[], accounts: readonly string[] | null): Promise<void> {
    return this.#inTurn(async () => {
      for (const part of parts) await this.#ensure(part, accounts);
    });
  }

  /** Makes ready what these parts require, for these accounts or for all, so that `read` may read their selects in place of their tables. */
  withSelects<Answer>(parts: readonly Part[], accounts: readonly string[] | null, read: () => Promise<Answer>): Promise<Answer> {
    return this.#inTurn(async () => {
      for (const required of parts.flatMap((part) => part.requires)) await this.#ensure(required, accounts);
      await this.#setTodo(accountPart.table, accounts, undefined);
      return read();
    });
  }

  #inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const turn = this.#last.then(work);
    this.#last = turn.then(
      () => {},
      () => {},
    );
    return turn;
  }

  async #ensure(part: Part, accounts: readonly string[] | null): Promise<void> {
    const loaded = this.#loaded.get(part);
    if (loaded === 'all') return;
    const isFirst = loaded === undefined;
    const missing = accounts === null ? null : accounts.filter((account) => isFirst || !loaded.has(account));
    if (!isFirst && missing?.length === 0) return;

    const extent = this.#extentOf(part, missing, loaded);
    for (const required of part.requires) await this.#ensure(required, extent === 'all' ? null : accounts);
    if (part.grain === 'account')
      await this.#setTodo(part === accountPart ? 'accounts' : accountPart.table, extent === 'all' ? null : missing, loaded);
    await this.#fill(part, extent, isFirst);
    this.#loaded.set(part, extent === 'all' ? 'all' : new Set([...(loaded ?? []), ...(missing ?? [])]));
  }

  #extentOf(part: Part, missing: readonly string[] | null, loaded: ReadonlySet<string> | undefined): Extent {
    if (part.grain === 'field' || missing === null) return 'all';
    return missing.length + (loaded?.size ?? 0) > accountsReadSingly ? 'all' : 'some';
  }

  /** Accounts without a row have no rows of other entities either, so they are never to do but for their own. */
  async #setTodo(from: string, accounts: readonly string[] | null, loaded: ReadonlySet<string> | undefined): Promise<void> {
    const [condition, list] = accounts === null ? ['not in', [...(loaded ?? [])]] : ['in', accounts];
    const key = from === accountPart.table ? 'in_account' : 'guid::text';
    const todo = JSON.stringify([from, condition, list]);
    if (todo === this.#todo) return;
    await this.#snapshot.run('create temp table if not exists extract_todo (account_id bigint primary key); delete from extract_todo');
    await this.#snapshot.read(
      `insert into extract_todo
       select id from ${from} where ${key} ${condition} (select jsonb_array_elements_text($1::text::jsonb))`,
      [JSON.stringify(list)],
    );
    await this.#snapshot.run('analyze extract_todo');
    this.#todo = todo;
  }

  async #fill(part: Part, extent: Extent, isFirst: boolean): Promise<void> {
    const into = isFirst ? `create temp table ${part.table} as` : `insert into ${part.table}`;
    await this.#snapshot.run(`${into} ${part.select(extent, isFirst)}`);
    await this.#snapshot.run(`analyze ${part.table} (${part.joinedBy})`);
  }
}
