import type { RunnerDatabase } from '../../database/open-runner.ts';
import type { Verdict } from './verdict.ts';

export interface ReadVerdict {
  account: string;
  /** null: it was never verified. */
  verdict: Verdict | null;
  /** Field has changed something of it since. */
  isStale: boolean;
}

/** What is known of these accounts, or of all. What was touched must have been taken before. */
export async function readVerdicts(runner: RunnerDatabase, accounts: readonly string[] | null): Promise<ReadVerdict[]> {
  const rows = await runner<ReadVerdict[]>`
    select a.external_id as account, v.verdict, exists (select from migration.touched_records t where t.account = a.external_id) as "isStale"
    from migration.accounts a left join migration.verdicts v on v.account = a.external_id
    where ${accounts === null} or a.external_id = any(${[...(accounts ?? [])]}::text[]) order by 1`;
  return [...rows];
}

/** Without accounts that were never verified because HQ keeps them: it has made them, and nothing compares them. HQ is asked only of those without a verdict. */
export async function withoutAccountsOfHq(
  known: readonly ReadVerdict[],
  administeredByHq: (accounts: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<ReadVerdict[]> {
  const never = known.filter(({ verdict }) => verdict === null).map(({ account }) => account);
  const ofHq = never.length === 0 ? new Set() : await administeredByHq(never);
  return known.filter(({ account }) => !ofHq.has(account));
}
