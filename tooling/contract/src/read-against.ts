import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ContractLock } from '@hq-field/contracts/lock';
import { type Checkout, textOf } from './checkout.ts';
import { readFrozen } from './frozen.ts';
import { UsageError } from './tool-error.ts';

const lockPath = 'packages/contracts/contract.lock.json';

/** Reads a lock that somebody names: a file, a frozen version, or a revision of git. Throws UsageError when it is none of them. */
export async function readAgainst(checkout: Checkout, name: string): Promise<ContractLock> {
  const text = (await textOf(name).catch(() => null)) ?? (await frozenText(checkout, name)) ?? (await committedText(checkout, name));
  if (text === null) {
    const versions = (await readFrozen(checkout)).versions.map(({ version }) => version).join(', ');
    throw new UsageError(
      `${name} is no file, no frozen version (${versions === '' ? 'there is none' : versions}) and no revision with ${lockPath}. Run: ls packages/contracts/frozen`,
    );
  }
  return parsed(name, text);
}

async function frozenText(checkout: Checkout, name: string): Promise<string | null> {
  const { versions } = await readFrozen(checkout);
  return versions.find(({ version }) => version === name)?.text ?? null;
}

async function committedText(checkout: Checkout, revision: string): Promise<string | null> {
  if (revision.startsWith('-')) return null;
  try {
    const { stdout } = await promisify(execFile)('git', ['show', `${revision}:${lockPath}`], {
      cwd: checkout.root,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch {
    return null;
  }
}

function parsed(name: string, text: string): ContractLock {
  try {
    const lock = JSON.parse(text) as Partial<ContractLock>;
    if (Array.isArray(lock.procedures) && lock.rows !== undefined && lock.keys !== undefined) return lock as ContractLock;
  } catch {
    // It is no JSON; said below.
  }
  throw new UsageError(`${name} is no contract lock. Name a file that pnpm contract lock or pnpm contract freeze wrote.`);
}
