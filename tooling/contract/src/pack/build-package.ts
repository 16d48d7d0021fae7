import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Checkout } from '../checkout.ts';
import { runProgram } from '../run-program.ts';

const { resolve } = createRequire(import.meta.url);

/** Compiles the contract into its dist folder. What an earlier build left there is removed: a file without a source must not be released. */
export async function buildPackage({ contracts }: Checkout): Promise<void> {
  await rm(`${contracts}/dist`, { recursive: true, force: true });
  const tsc = join(dirname(resolve('typescript/package.json')), 'bin', 'tsc');
  await runProgram(process.execPath, [tsc, '-p', 'tsconfig.build.json'], contracts);
}
