import { resolve } from 'node:path';
import { lintArguments } from './steps.ts';
import { runProgram } from './program.ts';

// The folder is meant from where the command was called; the rules hold for paths from the root.
const folders = process.argv.slice(2);
process.exitCode = runProgram('oxlint', [...lintArguments, ...folders.map((folder) => resolve(folder))]).code;
