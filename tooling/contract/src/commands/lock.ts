import { readFile, writeFile } from 'node:fs/promises';
import { contractLock, digestOfLock, lockText } from '@hq-field/contracts/lock';
import { packageVersion, thisCheckout } from '../checkout.ts';
import type { Command } from './command.ts';
import { print } from './command.ts';

/** Writes the lock, its digest (which system.hello states), and the package's version into the contract. */
export const lock: Command = {
  name: 'lock',
  description: 'Writes contract.lock.json and its digest from the schemas',
  async run({ json }) {
    const { contracts } = thisCheckout;
    const version = await packageVersion(thisCheckout);
    const text = lockText({ ...contractLock(), version });
    const versionFile = `${contracts}/src/v1/version.ts`;
    const source = await readFile(versionFile, 'utf8');
    await writeFile(versionFile, source.replace(/(?<=export const contractVersion = ')[^']*/u, version));
    await writeFile(`${contracts}/contract.lock.json`, text);
    await writeFile(
      `${contracts}/src/v1/lock-digest.ts`,
      `/** SHA-256 of contract.lock.json. Written by \`pnpm contract lock\`. */\nexport const lockDigest = '${digestOfLock(text)}';\n`,
    );
    print(
      json === true
        ? JSON.stringify({ version, digest: digestOfLock(text) })
        : `Wrote contract.lock.json of ${version}, src/v1/lock-digest.ts and src/v1/version.ts. Next: pnpm contract check`,
    );
    return 0;
  },
};
