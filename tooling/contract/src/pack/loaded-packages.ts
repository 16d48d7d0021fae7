import { pathToFileURL } from 'node:url';
import { runProgram } from '../run-program.ts';

/** Loads a module in a process of its own and prints the address of every module that came with it. */
const loader = `
import { registerHooks } from 'node:module';
const seen = [];
registerHooks({ load: (url, context, next) => { seen.push(url); return next(url, context); } });
await import(process.argv[1]);
console.log(JSON.stringify(seen));`;

/** What a file really loads besides its own package: packages by name, and modules of Node as \`node:...\`. Sorted. */
export async function loadedPackages(file: string): Promise<string[]> {
  const words = ['--input-type=module', '--eval', loader, pathToFileURL(file).href];
  const urls = JSON.parse(await runProgram(process.execPath, words, '.')) as string[];
  const names = urls.map((url) => (url.startsWith('node:') ? url : (/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(url)?.[1] ?? null)));
  return [...new Set(names.filter((name) => name !== null))].sort();
}
