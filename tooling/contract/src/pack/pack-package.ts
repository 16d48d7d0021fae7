import { readFile } from 'node:fs/promises';
import type { Checkout } from '../checkout.ts';
import { pnpmCommand } from '../config.ts';
import { runProgram } from '../run-program.ts';

/** Packs the built contract as it would be published, and returns the path of the tarball in `folder`. */
export async function packPackage({ root, contracts }: Checkout, folder: string): Promise<string> {
  const { packageManager } = JSON.parse(await readFile(`${root}/package.json`, 'utf8')) as { packageManager: string };
  const [program, ...words] = pnpmCommand(packageManager);
  const printed = await runProgram(program, [...words, 'pack', '--json', '--pack-destination', folder], contracts);
  return (JSON.parse(printed) as { filename: string }).filename;
}
