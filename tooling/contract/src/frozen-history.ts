import { execFile } from 'node:child_process';
import { isDeepStrictEqual, promisify } from 'node:util';
import type { ContractLock } from '@hq-field/contracts/lock';
import type { Checkout } from './checkout.ts';

/**
 * Frozen files that are not what was committed first, each with what to do: whoever edits a frozen file can edit its digest too, but
 * not the history. Without git, or without the history that has the first commit, nothing can be said.
 */
export async function changedSinceFirstCommit(
  checkout: Checkout,
  versions: readonly { version: string; lock: ContractLock }[],
): Promise<string[]> {
  const found = await Promise.all(
    versions.map(async ({ version, lock }) => {
      const path = `packages/contracts/frozen/${version}.json`;
      const commits = await git(checkout, ['log', '--format=%h', '--diff-filter=A', '--', path]);
      const first = commits?.trim().split('\n').at(-1) ?? '';
      if (first === '') return null;
      const committed = await git(checkout, ['show', `${first}:${path}`]);
      // As data: the first one was committed with other white space.
      return committed === null || isDeepStrictEqual(JSON.parse(committed), lock)
        ? null
        : `${path} is not what ${first} froze. Run: git checkout ${first} -- ${path}`;
    }),
  );
  return found.filter((words) => words !== null);
}

async function git({ root }: Checkout, words: string[]): Promise<string | null> {
  try {
    return (await promisify(execFile)('git', words, { cwd: root, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch {
    return null;
  }
}
