import type { Pair } from './compare-digests.ts';
import type { Row } from './compare-rows.ts';
import { personOf, type Quarantined } from './quarantined.ts';
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
  return pair.account !== null && person !== null && (await membersBelow(pair.account, sides)).has(person);
}

/** By reading, and account: the people of an account whose membership HQ holds with a company that is in quarantine. */
const read = new WeakMap<Quarantined, Map<string, Promise<ReadonlySet<string>>>>();

function membersBelow(account: string, sides: Sides): Promise<ReadonlySet<string>> {
  const ofReading = read.get(sides.quarantine) ?? new Map<string, Promise<ReadonlySet<string>>>();
  read.set(sides.quarantine, ofReading);
  const found = ofReading.get(account) ?? readMembers(account, sides);
  ofReading.set(account, found);
  return found;
}

async function readMembers(account: string, { hq, quarantine }: Sides): Promise<ReadonlySet<string>> {
  const people = new Set<string>();
  if (!quarantine.hasCompanyOf(account)) return people;
  for await (const { user, company } of readRows(hq, { account, entity: 'accountMember' }))
    if (user !== null && quarantine.isCompany(company)) people.add(user);
  return people;
}
