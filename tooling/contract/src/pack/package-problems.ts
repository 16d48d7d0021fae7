import { readFile } from 'node:fs/promises';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { problemAffectsResolutionKind, problemKindInfo } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { Checkout } from '../checkout.ts';
import { loadedPackages } from './loaded-packages.ts';

/** Entries that a client loads, also in a browser, and all that they may bring along. */
const clientEntries = ['index.js', 'v1/index.js'];
const clientPackages = ['zod'];

/** What is wrong with a packed contract, in words: its manifest, its types, and what its client entries load. */
export async function packageProblems({ contracts }: Checkout, tarball: string): Promise<string[]> {
  const bytes = new Uint8Array(await readFile(tarball));
  return [...(await manifestProblems(bytes)), ...(await typeProblems(bytes)), ...(await clientProblems(`${contracts}/dist`))];
}

async function manifestProblems(tarball: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`);
}

/** The contract is ESM: what \`require\` of an old Node or the resolution of TypeScript 4 make of it is not asked. */
const resolutions = ['node16-esm', 'bundler'] as const;

async function typeProblems(tarball: Uint8Array): Promise<string[]> {
  const analysis = await checkPackage(createPackageFromTarballData(tarball));
  if (analysis.types === false) return ['attw: the package has no types'];
  return analysis.problems
    .filter((problem) => resolutions.some((resolution) => problemAffectsResolutionKind(problem, resolution, analysis)))
    .map((problem) => `attw: ${problemKindInfo[problem.kind].title}: ${JSON.stringify(problem)}`);
}

/** No server code in the client's path: proven by loading it. */
async function clientProblems(dist: string): Promise<string[]> {
  const found = await Promise.all(
    clientEntries.map(async (entry) => {
      const strange = (await loadedPackages(`${dist}/${entry}`)).filter((name) => !clientPackages.includes(name));
      return strange.map((name) => `dist/${entry} loads ${name}, which no client needs. Move the import to src/v1/server.ts`);
    }),
  );
  return found.flat();
}
