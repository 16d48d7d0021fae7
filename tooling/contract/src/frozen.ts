import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { type ContractLock, digestOfLock } from '@hq-field/contracts/lock';
import { type Checkout, textOf } from './checkout.ts';
import { changedSinceFirstCommit } from './frozen-history.ts';
import { ToolError, UsageError } from './tool-error.ts';
import { compareVersions } from './versions.ts';

interface FrozenVersion {
  version: string;
  text: string;
  lock: ContractLock;
}

export interface FrozenVersions {
  /** Oldest first. */
  versions: FrozenVersion[];
  /** Files that are not what was frozen, each with what to do. */
  problems: string[];
}

const digestsName = 'digests.json';

/** Reads the frozen versions, and finds those that somebody has changed, added or taken away since they were frozen. */
export async function readFrozen(checkout: Checkout): Promise<FrozenVersions> {
  const folder = folderOf(checkout);
  const digests = await readDigests(folder);
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json') && name !== digestsName);
  const versions: FrozenVersion[] = [];
  const problems: string[] = [];
  for (const name of files) {
    const version = name.replace(/\.json$/u, '');
    const text = await readFile(`${folder}/${name}`, 'utf8');
    if (digests[version] !== digestOfLock(text)) {
      const what = digests[version] === undefined ? 'was not written by pnpm contract freeze' : 'was changed after it was frozen';
      problems.push(
        `packages/contracts/frozen/${name} ${what}. Run: git checkout -- packages/contracts/frozen (or remove the file if it is new)`,
      );
      continue;
    }
    versions.push({ version, text, lock: JSON.parse(text) as ContractLock });
  }
  problems.push(...(await changedSinceFirstCommit(checkout, versions)));
  for (const version of Object.keys(digests))
    if (!files.includes(`${version}.json`))
      problems.push(`packages/contracts/frozen/${version}.json is gone. Run: git checkout -- packages/contracts/frozen`);
  return { versions: versions.sort((a, b) => compareVersions(a.version, b.version)), problems };
}

/**
 * Writes the frozen file of a version. Once: another content of the same version is refused, and so is the lock of another version.
 * Returns whether it was written now.
 */
export async function writeFrozen(checkout: Checkout, version: string, text: string): Promise<boolean> {
  const locked = (JSON.parse(text) as ContractLock).version;
  if (locked !== version) throw new ToolError(`The lock is of ${locked}, the package of ${version}. Run: pnpm contract lock`);
  const folder = folderOf(checkout);
  const existing = await textOf(`${folder}/${version}.json`);
  if (existing === text) return false;
  if (existing !== null)
    throw new ToolError(
      `Version ${version} is frozen with another content, and a frozen version never changes. Run: pnpm changeset, then pnpm version-packages, then pnpm contract freeze`,
    );
  await mkdir(folder, { recursive: true });
  const digests = await readDigests(folder);
  digests[version] = digestOfLock(text);
  await writeFile(`${folder}/${version}.json`, text);
  await writeFile(`${folder}/${digestsName}`, `${JSON.stringify(digests, null, 1)}\n`);
  return true;
}

/** SHA-256 of each frozen file, by version. */
async function readDigests(folder: string): Promise<Record<string, string>> {
  try {
    return JSON.parse((await textOf(`${folder}/${digestsName}`)) ?? '{}') as Record<string, string>;
  } catch (cause) {
    throw new UsageError(`packages/contracts/frozen/${digestsName} is no JSON. Run: git checkout -- packages/contracts/frozen`, { cause });
  }
}

function folderOf(checkout: Checkout): string {
  return `${checkout.contracts}/frozen`;
}
