import postgres from 'postgres';

/** Changes people in Field one by one, and hears from HQ's database when it has committed them. */
export interface CommitWatch {
  /** Changes one person; how long it took from Field's commit to HQ's, in milliseconds. Null when somebody else changed them meanwhile. */
  change(): Promise<number | null>;
  close(): Promise<void>;
}

/** Longer than any delay that is worth measuring. */
const patienceMs = 60_000;

/**
 * A trigger in HQ's database, which is the bench's own, tells of each commit through `listen`, so that nobody has to ask again and again.
 */
export async function watchCommits(urls: { field: string; hq: string }): Promise<CommitWatch> {
  const field = postgres(urls.field, { max: 4, onnotice: () => {} });
  const hq = postgres(urls.hq, { max: 2, onnotice: () => {} });
  const heard = new Map<string, PromiseWithResolvers<number | null>>();
  await hq.unsafe(`
    create function bench_tell() returns trigger language plpgsql as $$ begin perform pg_notify('bench_lag', new.job_title); return null; end $$;
    create trigger bench_tell after update on users for each row when (new.job_title like 'lag %') execute function bench_tell()`);
  await hq.listen('bench_lag', (title) => heard.get(title)?.resolve(performance.now()));
  const held = await hq<
    { externalId: string }[]
  >`select external_id as "externalId" from users where external_id is not null order by id limit 5000`;
  // Of a person with several logins one alone says the title.
  const people = await field<{ id: number }[]>`
    select min(user_id)::int as id from outbound.logins where living and person = any(${held.map(({ externalId }) => externalId)})
    group by person having count(*) = 1 order by 1`;
  if (people.length === 0) throw new Error('HQ holds nobody whom Field knows.');
  let turn = 0;

  return {
    async change() {
      turn += 1;
      const title = `lag ${turn}`;
      const person = people[(turn * 37) % people.length]?.id ?? 0;
      const atHq = Promise.withResolvers<number | null>();
      heard.set(title, atHq);
      const timer = setTimeout(() => atHq.resolve(null), patienceMs);
      try {
        await field`update users set job_title = ${title} where id = ${person}`;
        const committed = performance.now();
        const arrived = await atHq.promise;
        if (arrived !== null) return Math.max(0, arrived - committed);
        const [still] = await field`select from users where id = ${person} and job_title = ${title} and deleted_at is null`;
        if (still === undefined) return null;
        throw new Error(`HQ has not committed a change of Field within ${patienceMs / 1000} s.`);
      } finally {
        clearTimeout(timer);
        heard.delete(title);
      }
    },
    async close() {
      await Promise.all([field.end({ timeout: 1 }), hq.end({ timeout: 1 })]);
    },
  };
}
