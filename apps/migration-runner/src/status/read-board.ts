import { type AccountBacklog, accountBacklog, accountsOfHq, type FieldDatabase } from '@hq-field/field-adapter';
import { decideGate, readGates } from '@hq-field/gates';
import type { RunnerDatabase } from '../database/open-runner.ts';
import type { AccountQueue } from '../queue/account-queue.ts';
import { readStuck } from './read-stuck.ts';

/** One account as an operator looks at it. */
export interface BoardLine {
  account: string;
  state: string;
  /** Records sent by its last walk, and about how many it has. */
  records: number;
  size: number;
  /** Why it failed. */
  reason: string | null;
  /** Its changes in the outbox, and the age of the oldest. */
  waiting: number;
  lagSeconds: number | null;
  quarantined: number;
  /** When it was last found equal in everything; null: never, or no verdicts are kept. */
  verifiedAt: string | null;
  /** Begun, and nobody has it. */
  isStuck: boolean;
  /** Who keeps its administration, as Field's own database says. */
  authority: 'field' | 'hq';
  /** What the gate says of it: Field's pages write to Field's tables, nowhere, or to HQ. */
  gate: string;
}

export interface AccountFilter {
  state: string | null;
  accounts: readonly string[] | null;
  quarantined: boolean;
  unverified: boolean;
  stuck: boolean;
  authority: BoardLine['authority'] | null;
  locked: boolean;
}

const nothingWaits: AccountBacklog = { waiting: 0, lagSeconds: null, quarantined: 0 };

/** Accounts that fit the filter, the largest first. In a Field without capture nothing waits and nothing is in quarantine. */
export async function readBoard(
  { runner, field, queue, isCaptured }: { runner: RunnerDatabase; field: FieldDatabase; queue: AccountQueue; isCaptured: boolean },
  filter: AccountFilter,
): Promise<BoardLine[]> {
  const [there] = await runner<{ kept: boolean }[]>`select to_regclass('migration.verdicts') is not null as kept`;
  const verdicts = there?.kept
    ? runner`migration.verdicts`
    : runner`(select null::text as account, null::timestamptz as clean_at where false)`;
  const rows = await runner<
    (Omit<BoardLine, keyof AccountBacklog | 'verifiedAt' | 'isStuck' | 'authority' | 'gate'> & { verified: Date | null })[]
  >`
    select a.external_id as account, a.state, (a.records - a.records_before)::float8 as records, a.size, a.reason, v.clean_at as verified
    from migration.accounts a left join ${verdicts} v on v.account = a.external_id
    where (${filter.state}::text is null or a.state = ${filter.state}) and (${filter.accounts === null} or a.external_id = any(${[...(filter.accounts ?? [])]}::text[]))
    order by a.size desc, a.external_id`;
  const [stuck, backlog, ofHq, { states }] = await Promise.all([
    readStuck({ runner, queue }).then((found) => new Set(found.map(({ account }) => account))),
    isCaptured ? accountBacklog(field) : new Map<string, AccountBacklog>(),
    accountsOfHq(field),
    readGates(runner),
  ]);
  return rows
    .map(({ verified, ...row }) => ({
      ...row,
      ...(backlog.get(row.account) ?? nothingWaits),
      verifiedAt: verified?.toISOString() ?? null,
      isStuck: stuck.has(row.account),
      authority: ofHq.has(row.account) ? ('hq' as const) : ('field' as const),
      gate: decideGate(states, 'field.administration', row.account).value,
    }))
    .filter(
      (line) =>
        (!filter.quarantined || line.quarantined > 0) &&
        (!filter.unverified || line.verifiedAt === null) &&
        (!filter.stuck || line.isStuck) &&
        (filter.authority === null || line.authority === filter.authority) &&
        (!filter.locked || line.gate === 'locked'),
    );
}
