import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ToolError } from './tool-error.ts';

/** Runs a program to its end and returns its standard output. Throws ToolError with what it printed when it fails. */
export async function runProgram(program: string, words: readonly string[], folder: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, words, { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    const printed = `${stdout}${stderr}`.trim();
    throw new ToolError(`${[program, ...words].join(' ')} failed in ${folder}:\n${printed === '' ? String(cause) : printed}`, { cause });
  }
}
