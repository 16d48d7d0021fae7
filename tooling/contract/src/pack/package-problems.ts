import { readdir, readFile } from 'node:fs/promises';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { problemAffectsResolutionKind, problemKindInfo } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { Checkout } from '../checkout.ts';
import { loadedPackages } from './loaded-packages.ts';

/** Entries that a client loads, also in a browser, and all that they may bring along. */
const clientEntries = ['index.js', 'v1/index.js'];
const clientPackages = ['zod'];

/** What is wrong with a packed contract, in words: its manifest, its types, what they need of Node, and what its client entries load. */
export async function packageProblems({ contracts }: Checkout, tarball: string): Promise<string[]> {
  const bytes = new Uint8Array(await readFile(tarball));
  const dist = `${contracts}/dist`;
  return [
    ...(await manifestProblems(bytes)),
    ...(await typeProblems(bytes)),
    ...(await nodeTypeProblems(dist)),
    ...(await clientProblems(dist)),
  ];
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

/** Types of Node's modules are named otherwise from one major version of @types/node to the next: the contract's own name none. */
async function nodeTypeProblems(dist: string): Promise<string[]> {
  const files = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith('.d.ts')).sort();
  const found = await Promise.all(
    files.map(async (name) => {
      const module = /(?:from |import\()['"](node:[^'"]+)/u.exec(await readFile(`${dist}/${name}`, 'utf8'))?.[1];
      return module === undefined ? [] : [`dist/${name} has types of ${module}. Give it a type of the contract's own`];
    }),
  );
  return found.flat();
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
