import type { ChangeProjectMemberInput, ChangeProjectMemberOutput } from '@hq-field/contracts';
import { arrayLiteral } from '../hq-db/array-literal.ts';
import type { Sql } from '../hq-db/connections.ts';
import { ChangeRefusedError } from './change-refused-error.ts';
import { companyIdOf } from './companies-of-account.ts';
import { asShown, type ChangingProject, changeOfProject, type MadeChange } from './make-change.ts';
import { findMemberId } from './people-of-account.ts';
import { projectMembers, type ProjectMemberValues } from './stored.ts';

export function changeProjectMember(database: Sql, input: ChangeProjectMemberInput): Promise<ChangeProjectMemberOutput> {
  const { member, seen, values } = input;
  return changeOfProject(database, input, async (changing) => {
    const userId = await findMemberId(changing.sql, changing.account.id, member);
    if (seen === null && values !== null) return add(changing, userId, values);
    const [stored] = userId === null ? [] : await projectMembers(changing.sql, changing.project.id, userId);
    const current = asShown(stored, seen);
    return values === null ? remove(changing, current) : change(changing, current, values);
  });
}

type Member = Awaited<ReturnType<typeof projectMembers>>[number];

async function add(changing: ChangingProject, userId: string | null, values: ProjectMemberValues): Promise<MadeChange> {
  const { sql, account, project } = changing;
  if (userId === null)
    throw new ChangeRefusedError(
      'person_unknown',
      'This person is not in the account. Choose another one, or add the person to the account first.',
      { field: 'person' },
    );
  const companyId = await companyIdOf(sql, account.id, values.company);
  const inserted = await sql.unsafe(
    `insert into project_members (project_id, user_id, account_id, access_level, roles, services, company_id, status)
     values ($1::uuid, $2::uuid, $3::uuid, $4, $5::text[], $6::text[], $7::uuid, 'active') on conflict (project_id, user_id) do nothing`,
    [project.id, userId, account.id, values.accessLevel, rolesOf(values), arrayLiteral([serviceOf(values)]), companyId],
  );
  if (inserted.count === 0)
    throw new ChangeRefusedError('already_there', 'This person is on the project already. Edit the person instead.', { field: 'person' });
  const [added] = await projectMembers(sql, project.id, userId);
  return made(project.id, added as Member, 'added', null, values);
}

async function change({ sql, account, project }: ChangingProject, current: Member, values: ProjectMemberValues): Promise<MadeChange> {
  const companyId = await companyIdOf(sql, account.id, values.company);
  // The service of Field says what the access level says; other services are not Field's to change.
  await sql.unsafe(
    `update project_members set access_level = $3, roles = $4::text[], company_id = $5::uuid, updated_at = now(),
       services = array(select s from unnest(array_remove(array_remove(services, 'field:admin'), 'field:user') || $6::text) s order by s collate "C")
     where project_id = $1::uuid and user_id = $2::uuid`,
    [project.id, current.id, values.accessLevel, rolesOf(values), companyId, serviceOf(values)],
  );
  return made(project.id, current, 'changed', current.values, values);
}

async function remove({ sql, project }: ChangingProject, current: Member): Promise<MadeChange> {
  await sql.unsafe(`delete from project_members where project_id = $1::uuid and user_id = $2::uuid`, [project.id, current.id]);
  return made(project.id, current, 'removed', current.values, null);
}

/** Sorted, each once, as the contract has them. */
const rolesOf = ({ roles }: ProjectMemberValues): string => arrayLiteral([...new Set(roles)].toSorted());
const serviceOf = ({ accessLevel }: ProjectMemberValues): string => (accessLevel === 'project_admin' ? 'field:admin' : 'field:user');

const made = (
  projectId: string,
  { id, externalId }: Member,
  what: MadeChange['what'],
  before: object | null,
  after: object | null,
): MadeChange => ({ entity: 'projectMember', recordId: `${projectId}:${id}`, externalId, what, before, after });
