import type { RunnerDatabase } from '../../database/open-runner.ts';
import { dueAccounts, type KnownVerdict, type SampleOptions } from './due-accounts.ts';
import type { Unit } from './run-store.ts';

/** Units of the next round, of all live accounts. What was touched must have been taken before. */
export async function nextRound(runner: RunnerDatabase, sample: SampleOptions): Promise<Unit[]> {
  const known = await runner<KnownVerdict[]>`
    select a.external_id as account, v.verdict, (extract(epoch from v.read_at) * 1000)::float8 as "readAtMs",
      exists (select from migration.touched_records t where t.account = a.external_id) as "isChanged"
    from migration.accounts a left join migration.verdicts v on v.account = a.external_id
    where a.state = 'live'`;
  return dueAccounts(known, sample);
}
