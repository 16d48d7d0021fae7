import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Where the files of the contract stand; tests give another folder. */
export interface Checkout {
  /** Root of the repository, for git and for paths in messages. */
  root: string;
  /** The package of the contract. */
  contracts: string;
  /** The waiting changesets. */
  changesets: string;
}

export function checkoutAt(root: string): Checkout {
  return { root, contracts: `${root}/packages/contracts`, changesets: `${root}/.changeset` };
}

/** The repository that this tool stands in. */
export const thisCheckout = checkoutAt(fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/u, ''));

export const packageName = '@hq-field/contracts';

/** The text of a file; null when there is none. */
export async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Version of the package, as changesets write it. */
export async function packageVersion(checkout: Checkout): Promise<string> {
  const { version } = JSON.parse(await readFile(`${checkout.contracts}/package.json`, 'utf8')) as { version: string };
  return version;
}
