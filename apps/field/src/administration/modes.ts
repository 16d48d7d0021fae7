import type { Gates } from '@hq-field/gates';
import type { Home, Mode } from './administration.ts';
import { modeOf } from './fence.ts';

type AskedGates = Pick<Gates, 'value'>;

/** The mode of every account that stands in a list. */
export async function modesOf(gates: AskedGates, { accounts, projects }: Home): Promise<Map<string, Mode>> {
  const guids = new Set([...accounts.map(({ guid }) => guid), ...projects.map(({ accountGuid }) => accountGuid)]);
  return new Map(await Promise.all([...guids].map(async (guid): Promise<[string, Mode]> => [guid, await modeOf(gates, guid)])));
}

/** Whether something of a person may live in HQ: one of the accounts whose modes these are, or what Field does not have yet. */
export async function mayLiveInHq(gates: AskedGates, modes: ReadonlyMap<string, Mode>): Promise<boolean> {
  return [...modes.values()].includes('hq') || (await modeOf(gates, null)) === 'hq';
}
