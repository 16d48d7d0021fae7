import { resolve } from 'node:path';
import { rulesFile, runProgram } from './program.ts';

// Rewrites the files of a folder in the one format there is; `pnpm check` only looks.
const folders = process.argv.slice(2);
process.exitCode = runProgram('biome', [
  'format',
  '--write',
  `--config-path=${rulesFile('format.json')}`,
  ...folders.map((folder) => resolve(folder)),
]).code;
