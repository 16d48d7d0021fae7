import { emailKey, type ReadAccountInput, type ReadAccountOutput } from '@hq-field/contracts';
import type { Queryable } from '../hq-db/connections.ts';
import { accountAccess, administratorsOf, findActor } from './access.ts';
import { neverMoved, readAuthority } from './authority.ts';
import { digestOf, withDigests } from './digest.ts';
import { findAccount, type FoundAccount } from './find-account.ts';
import { byName, nameOf } from './record-names.ts';
import { accountValues, companies, members } from './stored.ts';

type Contents = NonNullable<ReadAccountOutput['account']>;

/** An account with everything that its page shows, for who may read it. */
export async function readAccount(sql: Queryable, { actor, account }: ReadAccountInput): Promise<ReadAccountOutput> {
  const found = await findAccount(sql, account);
  if (found === null) return { isKnown: false, authority: neverMoved, access: null, administrators: [], account: null };
  const [authority, userId] = await Promise.all([
    readAuthority(sql, found.id),
    findActor(sql, actor, actor.email === null ? null : emailKey(actor.email)),
  ]);
  const access = await accountAccess(sql, userId, found.id);
  if (access === null) return { isKnown: true, authority, access, administrators: [], account: null };
  const [administrators, contents] = await Promise.all([administratorsOf(sql, found.id, null), readContents(sql, found)]);
  return { isKnown: true, authority, access, administrators, account: contents };
}

async function readContents(sql: Queryable, { id, externalId }: FoundAccount): Promise<Contents | null> {
  const [values, people, firms, projects, trials] = await Promise.all([
    accountValues(sql, id),
    members(sql, id),
    companies(sql, id),
    sql.unsafe<Contents['projects']>(
      `select ${nameOf('p')} as "externalId", p.name, p.status, p.start_date::text as "startDate", p.end_date::text as "endDate"
       from projects p where p.account_id = $1::uuid`,
      [id],
    ),
    sql.unsafe<{ until: string | null }[]>(`select trial_ends_on::text as until from accounts where id = $1::uuid`, [id]),
  ]);
  if (values === null) return null;
  return {
    externalId,
    trialEndsOn: trials[0]?.until ?? null,
    values,
    digest: digestOf(values),
    members: (await withDigests(await byName(people))).map(({ id: _id, ...person }) => person),
    companies: (await withDigests(await byName(firms))).map(({ id: _id, name: _name, ...company }) => company),
    projects: await byName(projects),
  };
}
