import type postgres from 'postgres';
import type { GateState, GateStates } from './decide-gate.ts';
import type { GateChange } from './gate-change.ts';
import { offValue } from './gate-list.ts';

export interface GateRow {
  gate: string;
  value: string;
  percentage: number;
  /** Accounts with a value of their own. */
  cohort: number;
  /** What people are told where the gate acts; null: the program's own words. */
  words: string | null;
  actor: string;
  reason: string;
  since: Date;
}

export interface GateHistoryRow {
  gate: string;
  account: string | null;
  value: string | null;
  percentage: number | null;
  before: string | null;
  beforePercentage: number | null;
  words: string | null;
  actor: string;
  reason: string;
  at: Date;
}

/** Everything that is set, and the number of the last change; reads one snapshot. */
export async function readGates(sql: postgres.Sql): Promise<{ states: GateStates; change: string }> {
  return sql.begin('isolation level repeatable read read only', async (snapshot) => {
    const change = await lastChange(snapshot);
    // A program may be newer than the tables: words that are not there yet are none.
    const rows = await snapshot<{ gate: string; value: string; percentage: number; words: string | null }[]>`
      select gate, value, percentage, to_jsonb(g) ->> 'words' as words from gates.gates g`;
    const own = await snapshot<{ gate: string; account: string; value: string }[]>`
      select gate, account, value from gates.cohorts where value is not null`;
    const states = new Map<string, GateState & { cohort: Map<string, string> }>(
      rows.map(({ gate, ...state }) => [gate, { ...state, cohort: new Map() }]),
    );
    for (const { gate, account, value } of own) states.get(gate)?.cohort.set(account, value);
    return { states, change };
  });
}

/** Number of the last change; `0` before the first. */
export async function lastChange(sql: postgres.Sql | postgres.TransactionSql): Promise<string> {
  const [row] = await sql<{ change: string }[]>`select coalesce(max(id), 0)::text as change from gates.history`;
  return row?.change ?? '0';
}

/** Makes a change. Changes of one gate take turns: history says what each found. */
export async function changeGate(sql: postgres.Sql, change: GateChange): Promise<void> {
  const { gate, actor, reason } = change;
  await sql.begin(async (transaction) => {
    // Numbers of changes become visible in their order, or a follower that has seen the later one would miss the earlier.
    await transaction`select pg_advisory_xact_lock(hashtextextended('gates', 0))`;
    if (change.kind === 'rest') {
      await transaction`
        insert into gates.gates (gate, value, percentage, words, actor, reason)
        values (${gate}, ${change.value}, ${change.percentage}, ${change.words}, ${actor}, ${reason})
        on conflict (gate) do update set value = excluded.value, percentage = excluded.percentage, words = excluded.words, actor = excluded.actor, reason = excluded.reason, since = clock_timestamp()`;
      return;
    }
    await transaction`
      insert into gates.gates (gate, value, actor, reason) values (${gate}, ${offValue(gate)}, ${actor}, ${reason}) on conflict (gate) do nothing`;
    if (change.words !== null)
      await transaction`update gates.gates set words = ${change.words}, actor = ${actor}, reason = ${reason}, since = clock_timestamp() where gate = ${gate}`;
    await transaction`
      insert into gates.cohorts (gate, account, value, actor, reason)
      select ${gate}, account, ${change.value}, ${actor}, ${reason} from unnest(${change.accounts as string[]}::text[]) as account
      on conflict (gate, account) do update set value = excluded.value, actor = excluded.actor, reason = excluded.reason, since = clock_timestamp()`;
  });
}

/** The gates that were ever set. */
export async function listGates(sql: postgres.Sql): Promise<GateRow[]> {
  return sql<GateRow[]>`
    select g.gate, g.value, g.percentage, g.words, g.actor, g.reason, g.since,
      (select count(*) from gates.cohorts c where c.gate = g.gate and c.value is not null)::int as cohort
    from gates.gates g order by g.gate`;
}

/** The latest changes that bear on an account, or on all accounts together; newest first. */
export async function gateHistory(sql: postgres.Sql, gate: string, account: string | null, limit: number): Promise<GateHistoryRow[]> {
  return sql<GateHistoryRow[]>`
    select gate, account, value, percentage, before, before_percentage as "beforePercentage", words, actor, reason, at
    from gates.history where gate = ${gate} and (${account}::text is null or account is null or account = ${account})
    order by id desc limit ${limit}`;
}
