/** One case of what must survive: rows that are there, what Field's users then do in one transaction, and what is left at the end. */
export interface Case {
  name: string;
  given?: string;
  when: string;
  /** Living records at HQ. */
  living?: Partial<Record<'user' | 'company' | 'project' | 'accountMember' | 'projectMember', number>>;
  /** Why something is in quarantine then, children of what is there apart; nothing when not given. */
  aside?: string[];
}

const guid = (letter: string, id: number) => `'${letter}0000000-0000-4000-8000-${String(id).padStart(12, '0')}'`;
const user = (id: number, email: string) =>
  `insert into users (guid, email, status) values (${guid('b', id)}, ${email}, 'active'); insert into account_users (account_id, user_id, role, status) values (1, ${id}, 'member', 'active');`;
const company = (id: number, name: string) => `insert into companies (guid, account_id, name) values (${guid('c', id)}, 1, '${name}');`;

/** Each begins with the small Field of the histories: people a, b and c, two accounts that share a, the companies ACME Inc and Builders, three projects. */
export const cases: Case[] = [
  { name: 'twelve: an e-mail in another case and with spaces is the same person', when: user(4, "' A@X.com '"), living: { user: 3 } },
  {
    name: 'twelve: an e-mail in two Unicode forms is one person, or refused as one',
    given: user(4, "U&'jos\\00e9@x.com'"),
    when: user(5, "U&'jose\\0301@x.com'"),
    living: { user: 4 },
  },
  { name: 'twelve: one uid on two e-mails', when: "update users set oxygen_uid = 'U1' where id in (1, 2)", living: { user: 2 } },
  {
    name: 'twelve: one e-mail with two uids waits for a person to settle it',
    when: "update users set email = 'a@x.com', oxygen_uid = 'U' || id where id in (1, 2)",
    aside: ['identity_conflict'],
  },
  {
    name: 'twelve: a login gains the uid of another later',
    given: "update users set oxygen_uid = 'U1' where id = 1",
    when: "update users set oxygen_uid = 'U1' where id = 2",
    living: { user: 2 },
  },
  {
    name: 'twelve: an e-mail moves from one person to another',
    when: "update users set email = 'old@x.com' where id = 1; update users set email = 'a@x.com' where id = 2",
    living: { user: 3 },
  },
  {
    name: 'twelve: two people swap e-mails in one transaction',
    when: "update users set email = case id when 1 then 'b@x.com' else 'a@x.com' end where id in (1, 2)",
    living: { user: 3 },
  },
  {
    name: 'thirteen: three spellings are one company',
    when: company(4, 'ACME  INC') + company(5, 'acme inc.'),
    living: { company: 3 },
  },
  {
    name: 'thirteen: the canonical company is deleted',
    given: company(4, 'ACME  INC'),
    when: 'update companies set deleted_at = now() where id = 1',
    living: { company: 3 },
    // The row that joined the deleted company to a project.
    aside: ['parent_missing'],
  },
  {
    name: 'thirteen: a company is renamed so that two become one',
    when: "update companies set name = 'acme  inc' where id = 2",
    living: { company: 2 },
  },
  {
    name: 'thirteen: a company is renamed so that one becomes two',
    given: company(4, 'ACME  INC'),
    when: "update companies set name = 'Dam Builders' where id = 4",
    living: { company: 4 },
  },
  {
    name: 'fourteen: a project takes a name that another has just let go',
    when: "update projects set name = 'Old tower' where id = 1; update projects set name = 'Tower' where id = 2",
    living: { project: 3 },
  },
  {
    name: 'fourteen: two projects swap names',
    when: "update projects set name = case id when 1 then 'Bridge' else 'Tower' end where id in (1, 2)",
    living: { project: 3 },
  },
  {
    name: 'fourteen: a second living project of one name waits in quarantine',
    when: "update projects set name = 'tower ' where id = 2",
    aside: ['name_taken'],
  },
  {
    name: 'fourteen: it leaves quarantine when the first is archived',
    given: "update projects set name = 'tower ' where id = 2",
    when: "update projects set status = 'archived' where id = 1",
    living: { project: 3 },
  },
  {
    name: 'fourteen: it leaves quarantine when the first is renamed',
    given: "update projects set name = 'tower ' where id = 2",
    when: "update projects set name = 'Dam' where id = 1",
    living: { project: 3 },
  },
  {
    name: 'sixteen: a contact without a login gets one',
    given: `insert into contacts (guid, project_id, status) values (${guid('e', 4)}, 1, 'active')`,
    when: 'update contacts set user_id = 2 where user_id is null',
    living: { projectMember: 4 },
  },
  {
    name: 'sixteen: the login of a contact is deleted',
    when: 'update users set deleted_at = now() where id = 2',
    living: { user: 2 },
    aside: ['parent_missing'],
  },
  {
    name: 'sixteen: a contact of a person who is no member makes one',
    when: `insert into contacts (guid, project_id, user_id, status) values (${guid('e', 4)}, 1, 3, 'active')`,
    living: { projectMember: 4 },
  },
  {
    name: 'sixteen: a membership twice, with different roles, is one',
    when: "insert into account_users (account_id, user_id, role, status) values (1, 2, 'admin', 'active')",
    living: { user: 3 },
  },
  {
    name: 'seventeen: a parent in quarantine holds its children',
    when: "update users set email = 'no address' where id = 2",
    aside: ['email_invalid'],
  },
  {
    name: 'seventeen: the parent is mended, and all of them arrive',
    given: "update users set email = 'no address' where id = 2",
    when: "update users set email = 'b@x.com' where id = 2",
    living: { user: 3, projectMember: 3 },
  },
];
