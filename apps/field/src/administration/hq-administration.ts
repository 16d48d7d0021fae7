import type { Actor, Authority } from '@hq-field/contracts';
import type { AdministrationClient, FieldDatabase } from '@hq-field/field-adapter';
import type { Administration, Home, Person, Stored, Values } from './administration.ts';
import { accountFromHq, companyFromHq, memberFromHq, projectFromHq, projectMemberFromHq } from './hq-values.ts';
import type { HqReadings } from './hq-readings.ts';
import { hqWrites } from './hq-writes.ts';

interface HqParts {
  field: FieldDatabase;
  hq: AdministrationClient;
  /** Who acts: HQ finds out what they may do. */
  person: Person | null;
}

/** The administration as HQ keeps it, for one request. Every method throws HqError when HQ does not answer. */
export function hqAdministration({ field, hq, person }: HqParts): Administration {
  const actor = actorOf(person);
  // What was read last says whether HQ keeps it; before anything is read, the gate has said so.
  let isHqs = true;
  const noticed = <Read extends { authority: Authority; isKnown: boolean }>(read: Read): Read => {
    isHqs = !read.isKnown || read.authority.owner === 'hq';
    return read;
  };
  const readings: HqReadings = {
    actor,
    account: once(async (account) => noticed(await hq.readAccount({ actor, account }))),
    project: once(async (project) => noticed(await hq.readProject({ actor, project }))),
  };
  const writes = hqWrites({ field, hq, readings });
  const contents = async (account: string) => (await readings.account(account)).account;
  const ofProject = async (project: string) => (await readings.project(project)).project;
  return {
    get writes() {
      return isHqs ? writes : null;
    },
    get closed() {
      return isHqs ? null : notYet;
    },
    home: () => readHome(hq, actor),
    async accountAccess(_person, account) {
      const { isKnown, access, administrators, authority } = await readings.account(account);
      return isKnown ? { account, access, administrators, epoch: authority.epoch } : null;
    },
    async projectAccess(_person, project) {
      const { account, access, administrators, authority } = await readings.project(project);
      return account === null ? null : { project, account, access, administrators, epoch: authority.epoch };
    },
    async account(account) {
      const read = await contents(account);
      if (read === null) return null;
      const companyNames = new Map(read.companies.map(({ externalId, values }) => [externalId, values.name]));
      return {
        guid: read.externalId,
        values: accountFromHq(read.values),
        trialUntil: read.trialEndsOn,
        members: read.members.map(({ externalId, name, email, values }) => ({
          guid: externalId,
          name,
          email,
          ...memberFromHq(values),
          company: companyNames.get(values.company ?? '') ?? '',
        })),
        companies: read.companies.map(({ externalId, values }) => ({ guid: externalId, name: values.name, trade: values.trade ?? '' })),
        projects: read.projects.map(({ externalId, name, status, startDate, endDate }) => ({
          guid: externalId,
          name,
          status,
          startDate,
          completionDate: endDate,
        })),
      };
    },
    async project(project) {
      const [{ account }, read] = await Promise.all([readings.project(project), ofProject(project)]);
      if (read === null || account === null) return null;
      const companyNames = new Map(read.companies.map(({ externalId, name }) => [externalId, name]));
      return {
        guid: read.externalId,
        account: { guid: account, name: read.accountName, trialUntil: read.trialEndsOn },
        values: projectFromHq(read.values),
        people: read.members.map(({ externalId, name, email, values }) => {
          const { roles, projectAdmin } = projectMemberFromHq(values);
          const company = companyNames.get(values.company ?? '') ?? '';
          return { guid: externalId, name, email, roles: [...roles], projectAdmin: projectAdmin === 'yes', company };
        }),
      };
    },
    async accountValues(account) {
      const read = await contents(account);
      return read === null ? null : stored(read.values.name, accountFromHq(read.values), read.digest);
    },
    async memberValues(account, who) {
      const read = (await contents(account))?.members.find(({ externalId }) => externalId === who);
      return read === undefined ? null : stored(read.name, memberFromHq(read.values), read.digest);
    },
    async companyValues(account, company) {
      const read = (await contents(account))?.companies.find(({ externalId }) => externalId === company);
      return read === undefined ? null : stored(read.values.name, companyFromHq(read.values), read.digest);
    },
    async projectValues(project) {
      const read = await ofProject(project);
      return read === null ? null : stored(read.values.name, projectFromHq(read.values), read.digest);
    },
    async projectMemberValues(project, who) {
      const read = (await ofProject(project))?.members.find(({ externalId }) => externalId === who);
      return read === undefined ? null : stored(read.name, projectMemberFromHq(read.values), read.digest);
    },
    async companies(account) {
      return ((await contents(account))?.companies ?? []).map(({ externalId, values }) => ({ value: externalId, label: values.name }));
    },
    async newcomers(project) {
      return ((await ofProject(project))?.newcomers ?? []).map(({ externalId, name, email }) => ({
        value: externalId,
        label: `${name} (${email})`,
      }));
    },
  };
}

/** The gate is ahead of the authority: the move is under way, or somebody has turned the gate alone. */
const notYet: Administration['closed'] = {
  title: 'The administration of this account has not moved to HQ yet',
  text: 'HQ shows what it has from Field, and takes no change before the move is over. Come back later; if it stays so, tell whoever runs Field.',
  status: 409,
};

const stored = <V extends Values>(called: string, values: V, seen: string): Stored<V> => ({ called, values, seen });

async function readHome(hq: AdministrationClient, actor: Actor): Promise<Home> {
  const { accounts, projects } = await hq.readHome({ actor });
  return {
    accounts: accounts.map(({ externalId, name, access }) => ({ guid: externalId, name, role: access ?? 'member' })),
    projects: projects.map(({ externalId, name, account, accountName, access }) => ({
      guid: externalId,
      name,
      account: accountName,
      accountGuid: account,
      projectAdmin: access === 'admin',
    })),
  };
}

const longestEmail = 255;

/** Who acts, as HQ is told. An e-mail that is none names nobody. */
function actorOf(person: Person | null): Actor {
  const email = person?.email ?? '';
  const holds = email.length <= longestEmail && /^[^@\s]+@[^@\s]+$/u.test(email);
  return { externalId: person?.guid ?? 'nobody', oxygenUid: person?.uid ?? null, email: holds ? email : null };
}

/** Asks once for each name. */
function once<Answer>(ask: (name: string) => Promise<Answer>): (name: string) => Promise<Answer> {
  const asked = new Map<string, Promise<Answer>>();
  return (name) => {
    const before = asked.get(name);
    if (before !== undefined) return before;
    const answer = ask(name);
    asked.set(name, answer);
    return answer;
  };
}
