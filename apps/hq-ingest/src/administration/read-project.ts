import { emailKey, type ReadProjectInput, type ReadProjectOutput } from '@hq-field/contracts';
import type { Queryable } from '../hq-db/connections.ts';
import { type Access, accountAccess, administratorsOf, findActor, projectAccess } from './access.ts';
import { neverMoved, readAuthority } from './authority.ts';
import { digestOf, withDigests } from './digest.ts';
import { findProject, type FoundProject } from './find-account.ts';
import { byName, nameOf, personName } from './record-names.ts';
import { companies, projectMembers, projectValues } from './stored.ts';

type Contents = NonNullable<ReadProjectOutput['project']>;

/** A project with everything that its page shows, for who may read it. */
export async function readProject(sql: Queryable, { actor, project }: ReadProjectInput): Promise<ReadProjectOutput> {
  const found = await findProject(sql, project);
  if (found === null)
    return {
      isKnown: false,
      account: null,
      authority: neverMoved,
      access: null,
      accountAccess: null,
      administrators: [],
      project: null,
    };
  const [authority, userId] = await Promise.all([
    readAuthority(sql, found.accountId),
    findActor(sql, actor, actor.email === null ? null : emailKey(actor.email)),
  ]);
  const inAccount = await accountAccess(sql, userId, found.accountId);
  const access = await projectAccess(sql, userId, found, inAccount);
  const head = { isKnown: true, account: found.account, authority, access, accountAccess: inAccount };
  if (access === null) return { ...head, administrators: [], project: null };
  const [administrators, contents] = await Promise.all([
    administratorsOf(sql, found.accountId, found.id),
    readContents(sql, found, access),
  ]);
  return { ...head, administrators, project: contents };
}

async function readContents(sql: Queryable, { id, accountId, externalId }: FoundProject, access: Access): Promise<Contents | null> {
  const [values, people, firms, newcomers, accounts] = await Promise.all([
    projectValues(sql, id),
    projectMembers(sql, id),
    companies(sql, accountId),
    access === 'admin' ? readNewcomers(sql, accountId, id) : [],
    sql.unsafe<{ name: string; until: string | null }[]>(`select name, trial_ends_on::text as until from accounts where id = $1::uuid`, [
      accountId,
    ]),
  ]);
  const [account] = accounts;
  if (values === null || account === undefined) return null;
  return {
    externalId,
    accountName: account.name,
    trialEndsOn: account.until,
    values,
    digest: digestOf(values),
    members: (await withDigests(await byName(people))).map(({ id: _id, ...person }) => person),
    companies: (await byName(firms)).map((company) => ({ externalId: company.externalId, name: company.name })),
    newcomers: await byName(newcomers),
  };
}

async function readNewcomers(sql: Queryable, accountId: string, projectId: string): Promise<Contents['newcomers']> {
  return sql.unsafe<Contents['newcomers']>(
    `select ${nameOf('u')} as "externalId", ${personName} as name, u.email
     from account_members m join users u on u.id = m.user_id
     where m.account_id = $1::uuid and not exists (select from project_members p where p.project_id = $2::uuid and p.user_id = m.user_id)`,
    [accountId, projectId],
  );
}
