import type { Pair } from './compare-digests.ts';
import type { Row } from './compare-rows.ts';
import { isOfProject, personOf, type Quarantined } from './quarantined.ts';
import { readRows, type RowSource } from './read-rows.ts';

/** HQ, and what stands in quarantine in the same reading. */
interface Sides {
  hq: RowSource;
  quarantine: Quarantined;
}

/**
 * Whether a row that only HQ has hangs on an older copy of something that is in quarantine now: of a parent of its own, or of the company of
 * its person's membership, which the row does not name and HQ does.
 */
export async function hangsOnQuarantine(pair: Pair, row: Row, sides: Sides): Promise<boolean> {
  if (sides.quarantine.explainsExtra(pair, row)) return true;
  const person = personOf(pair, row);
  const { account } = pair;
  if (account === null || person === null || !sides.quarantine.hasCompanyOf(account)) return false;
  return (await membersBelow(account, sides)).has(person);
}

/**
 * Whether a row that only Field has stands under another account at HQ: its project has moved and is in quarantine, so HQ keeps the project, and
 * what is of it, where they were. A project that HQ does not hold at all has nothing that is not in quarantine itself.
 */
export async function staysWhereItWas({ account, entity }: Pair, row: Row, sides: Sides): Promise<boolean> {
  const project = row.values[0] ?? null;
  return isOfProject(entity) && account !== null && sides.quarantine.isProject(project) && !(await holdsProject(account, project, sides));
}

/** People of the account whose membership HQ holds with a company that is in quarantine. */
const membersBelow = onceAReading(async (account, { hq, quarantine }) => {
  const people = new Set<string>();
  for await (const { user, company } of readRows(hq, { account, entity: 'accountMember' }))
    if (user !== null && quarantine.isCompany(company)) people.add(user);
  return people;
});

const projectsAsked = onceAReading(async () => new Map<string, Promise<boolean>>());

/** Whether HQ holds the project in this account. */
async function holdsProject(account: string, project: string, sides: Sides): Promise<boolean> {
  const asked = await projectsAsked(account, sides);
  const ask = async () => (await sides.hq.rows({ account, entity: 'project', after: null, limit: 1, keys: [project] })).rows.length > 0;
  const held = asked.get(project) ?? ask();
  asked.set(project, held);
  return held;
}

/** What is found of an account, found once a reading: each reading has its own list of what is in quarantine. */
function onceAReading<T>(find: (account: string, sides: Sides) => Promise<T>): (account: string, sides: Sides) => Promise<T> {
  const readings = new WeakMap<Quarantined, Map<string, Promise<T>>>();
  return (account, sides) => {
    const found = readings.get(sides.quarantine) ?? new Map<string, Promise<T>>();
    readings.set(sides.quarantine, found);
    const one = found.get(account) ?? find(account, sides);
    found.set(account, one);
    return one;
  };
}
