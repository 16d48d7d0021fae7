import { type FieldDatabase, followTouches, takeTouched } from '@hq-field/field-adapter';
import type { RunnerDatabase } from '../../database/open-runner.ts';
import type { Since } from '../explain-difference.ts';
import type { Difference } from '../finding.ts';

/** What Field has changed since its accounts were last found equal: taken from the log of the outbox, kept in the runner's database. */
export class ChangesSince {
  readonly #field: FieldDatabase;
  readonly #runner: RunnerDatabase;

  constructor(field: FieldDatabase, runner: RunnerDatabase) {
    this.#field = field;
    this.#runner = runner;
  }

  /**
   * Takes over what was logged. Returns the time, of the runner's database and as it writes it, up to which a reading that begins now sees all of it: a
   * Date has milliseconds only, and would leave out what was taken in the last of them.
   */
  async take(): Promise<string> {
    const runner = this.#runner;
    // Capture was away in between: what was found equal may have changed since.
    await followTouches(this.#field, async () => {
      await runner`
        update migration.verdicts set follows_changes = false, verdict = case when verdict = 'clean' then 'open' else verdict end`;
    });
    await takeTouched(this.#field, async (records) => {
      // Sorted, so that two hosts that take at once do not wait for each other crosswise.
      const sorted = records
        .map((one) => ({ ...one, account: one.account ?? '' }))
        .sort((a, b) => compare(`${a.account}\n${a.entity}\n${a.externalId}`, `${b.account}\n${b.entity}\n${b.externalId}`));
      await runner`
        insert into migration.touched_records (account, entity, external_id)
        select distinct on (r.account, r.entity, r.external_id) r.account, r.entity, r.external_id
        from unnest(${sorted.map((one) => one.account)}::text[], ${sorted.map((one) => one.entity)}::text[], ${sorted.map((one) => one.externalId)}::text[])
          as r (account, entity, external_id)
        on conflict (account, entity, external_id) do update set taken_at = clock_timestamp()`;
    });
    const [row] = await runner<[{ now: string }]>`select clock_timestamp()::text as now`;
    return row.now;
  }

  /**
   * For each difference: whether Field has changed the record since its account was last found equal. A person is touched in no account and in each of
   * theirs, and counts as changed where that is not accounted for yet. Another record may have moved, and counts wherever it was touched.
   */
  async since(differences: readonly Difference[]): Promise<Since[]> {
    if (differences.length === 0) return [];
    await this.take();
    const runner = this.#runner;
    const accounts = [...new Set(differences.map((one) => one.account ?? ''))];
    const followed = await runner<{ account: string }[]>`
      select account from migration.verdicts where account = any(${accounts}::text[]) and clean_at is not null and follows_changes`;
    const isFollowed = new Set(followed.map((row) => row.account));
    const keys = [...new Set(differences.flatMap((one) => one.externalId ?? []))];
    const touched = await runner<{ account: string; entity: string; externalId: string }[]>`
      select distinct case when entity = 'user' then account else '' end as account, entity, external_id as "externalId"
      from migration.touched_records where external_id = any(${keys}::text[])`;
    const touchedIn = new Set(touched.map((row) => `${row.account}\n${row.entity}\n${row.externalId}`));
    return differences.map((one) => {
      const record = `${one.entity}\n${one.externalId}`;
      if (touchedIn.has(`\n${record}`) || touchedIn.has(`${one.account ?? ''}\n${record}`)) return 'changed';
      return isFollowed.has(one.account ?? '') && one.key !== '' ? 'unchanged' : 'unknown';
    });
  }
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
