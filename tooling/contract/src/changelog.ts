import { compareLocks, type Finding } from '@hq-field/contracts/compatibility';
import { contractLock } from '@hq-field/contracts/lock';
import { packageName, thisCheckout } from './checkout.ts';
import { readFrozen } from './frozen.ts';

interface Changeset {
  summary: string;
  releases: readonly { name: string }[];
}

/** What one changeset adds to the changelog: its words, and once a version the differences to the last frozen version. */
async function getReleaseLine(changeset: Changeset): Promise<string> {
  const [first = '', ...others] = changeset.summary.split('\n').map((line) => line.trimEnd());
  const words = [`- ${first}`, ...others.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
  if (!changeset.releases.some(({ name }) => name === packageName)) return words;
  return `${words}${await differencesOnce()}`;
}

/** Nothing that depends on the contract is released. */
function getDependencyReleaseLine(): Promise<string> {
  return Promise.resolve('');
}

let isSaid = false;

async function differencesOnce(): Promise<string> {
  if (isSaid) return '';
  isSaid = true;
  const last = (await readFrozen(thisCheckout)).versions.at(-1);
  if (last === undefined) return '';
  return differences(last.version, compareLocks(last.lock, contractLock()));
}

/** The findings as a list of the changelog. */
export function differences(against: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const lines = findings.map(({ category, rule, path }) => `  - ${category} \`${rule}\`: ${path}`);
  return `\n\n  Differences to ${against}:\n\n${lines.join('\n')}`;
}

// The form in which @changesets/cli takes a changelog.
export default { getReleaseLine, getDependencyReleaseLine };
