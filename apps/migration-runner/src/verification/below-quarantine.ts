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
  return (await membersBelow(sides, account)).has(person);
}

/**
 * Whether a row that only Field has stands under another account at HQ: its project has moved and is in quarantine, so HQ keeps the project, and
 * what is of it, where they were. A project that HQ does not hold at all has nothing that is not in quarantine itself.
 */
export async function staysWhereItWas({ account, entity }: Pair, row: Row, sides: Sides): Promise<boolean> {
  const project = row.values[0] ?? null;
  return isOfProject(entity) && account !== null && sides.quarantine.isProject(project) && !(await holdsProject(sides, account, project));
}

/** People of the account whose membership HQ holds with a company that is in quarantine. */
const membersBelow = onceAReading(async ({ hq, quarantine }, account) => {
  const people = new Set<string>();
  for await (const { user, company } of readRows(hq, { account, entity: 'accountMember' }))
    if (user !== null && quarantine.isCompany(company)) people.add(user);
  return people;
});

/** Whether HQ holds the project in this account. */
const holdsProject = onceAReading(async ({ hq }, account, project: string) => {
  const { rows } = await hq.rows({ account, entity: 'project', after: null, limit: 1, keys: [project] });
  return rows.length > 0;
});

/** What HQ says of these names, asked once a reading: each reading has its own list of what is in quarantine. */
function onceAReading<Names extends [account: string, ...string[]], T>(
  ask: (sides: Sides, ...names: Names) => Promise<T>,
): (sides: Sides, ...names: Names) => Promise<T> {
  const readings = new WeakMap<Quarantined, Map<string, Promise<T>>>();
  return (sides, ...names) => {
    const asked = readings.get(sides.quarantine) ?? new Map<string, Promise<T>>();
    readings.set(sides.quarantine, asked);
    const key = names.join(' ');
    const answer = asked.get(key) ?? ask(sides, ...names);
    asked.set(key, answer);
    return answer;
  };
}
