import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const model = join(import.meta.dirname, 'protocol.pml');

/** What a search of the whole state space found. */
export interface Search {
  /** The assertion that broke first; null when none did. */
  broken: string | null;
  states: number;
}

/** The programs that checking needs and this machine lacks. */
export function missingPrograms(): string[] {
  return [
    ['spin', '-V'],
    ['gcc', '--version'],
  ].flatMap(([program = '', option = '']) => (spawnSync(program, [option]).status === 0 ? [] : [program]));
}

/**
 * Checks the model with the given macros. A small world is searched sooner than an optimised program is compiled. Throws when the search
 * did not come to its end.
 */
export async function search(macros: Readonly<Record<string, number | true>>, { isSmall = false } = {}): Promise<Search> {
  const cwd = await mkdtemp(join(tmpdir(), 'hq-field-model-'));
  try {
    const flags = Object.entries(macros).map(([name, value]) => (value === true ? `-D${name}` : `-D${name}=${value}`));
    await run('spin', ['-a', ...flags, model], { cwd });
    await run('gcc', [isSmall ? '-O0' : '-O1', '-w', '-DCOLLAPSE', '-DSAFETY', '-DNOFAIR', '-DMEMLIM=4000', '-o', 'pan', 'pan.c'], { cwd });
    const { stdout } = await run(join(cwd, 'pan'), ['-m1000000', isSmall ? '-w18' : '-w22'], { cwd, maxBuffer: 64 * 1024 * 1024 });
    const errors = /errors: (\d+)/u.exec(stdout)?.[1];
    const states = /(\d+) states, stored/u.exec(stdout)?.[1];
    const broken = /^pan:1: (.*?)(?: \(at depth \d+\))?$/mu.exec(stdout)?.[1] ?? null;
    const isCut = /Search not completed|out of memory|MEMLIM|max search depth too small/u.test(stdout) && broken === null;
    if (errors === undefined || states === undefined || isCut || (errors !== '0') !== (broken !== null))
      throw new Error(`The search did not come to its end:\n${stdout}`);
    return { broken, states: Number(states) };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}
