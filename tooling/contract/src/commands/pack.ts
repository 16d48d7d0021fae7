import { mkdir, stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { checkBeforePack } from '../check-contract.ts';
import { thisCheckout } from '../checkout.ts';
import { buildPackage } from '../pack/build-package.ts';
import { packPackage } from '../pack/pack-package.ts';
import { packageProblems } from '../pack/package-problems.ts';
import { readFacts } from '../read-facts.ts';
import { ToolError } from '../tool-error.ts';
import type { Command } from './command.ts';
import { print, say } from './command.ts';

/** Builds a released contract, packs it as it would be published, and looks at the result as those who install it will. */
export const pack: Command = {
  name: 'pack',
  description: 'Builds and packs the contract as a tarball, and checks what is in it',
  options: (parser) => void parser.option('--out <folder>', 'where the tarball goes', `${thisCheckout.root}/.dev/packed`),
  async run({ out, json }) {
    const unreleased = checkBeforePack(await readFacts(thisCheckout));
    if (unreleased.length > 0) {
      print(json === true ? JSON.stringify({ problems: unreleased }) : unreleased.map((words) => `FAILED  ${words}`).join('\n'));
      return 1;
    }
    const folder = resolve(String(out));
    await mkdir(folder, { recursive: true }).catch((cause: Error) => {
      throw new ToolError(`${folder} cannot be written (${cause.message}). Name another folder with --out.`, { cause });
    });
    say('building packages/contracts/dist');
    await buildPackage(thisCheckout);
    say('packing');
    const tarball = await packPackage(thisCheckout, folder);
    say('checking manifest, types, and what a client loads');
    const problems = await packageProblems(thisCheckout, tarball);
    const { size } = await stat(tarball);
    if (json === true) print(JSON.stringify({ tarball, bytes: size, problems }));
    else
      print(
        [`Packed ${relative('.', tarball)} (${Math.ceil(size / 1024)} KiB)`, ...problems.map((words) => `FAILED  ${words}`)].join('\n'),
      );
    return problems.length > 0 ? 1 : 0;
  },
};
