/** What is used of Stryker's report. */
export interface MutantReport {
  files: Readonly<Record<string, { mutants: readonly Mutant[] }>>;
}

interface Mutant {
  mutatorName: string;
  replacement?: string;
  status: string;
  location: { start: { line: number; column: number } };
}

export interface MutantScore {
  mutants: number;
  noticed: number;
  /** Share that is noticed, rounded down to a tenth. */
  percent: number;
  /** Mutants that no test notices, one line each: place, kind, what stands there. */
  unnoticed: string[];
}

const noticed = ['Killed', 'Timeout'];
/** Mutants that are no programs, or that somebody has set aside; they count neither way. */
const uncounted = ['CompileError', 'RuntimeError', 'Ignored'];

/** Counts as Stryker does: a mutant that never ends is noticed, one that no test runs is not. */
export function scoreOf({ files }: MutantReport): MutantScore {
  const all = Object.entries(files).flatMap(([file, { mutants }]) => mutants.map((mutant) => ({ file, ...mutant })));
  const counted = all.filter(({ status }) => !uncounted.includes(status));
  const missed = counted.filter(({ status }) => !noticed.includes(status));
  const caught = counted.length - missed.length;
  return {
    mutants: counted.length,
    noticed: caught,
    percent: counted.length === 0 ? 0 : Math.floor((1000 * caught) / counted.length) / 10,
    unnoticed: missed.map(
      ({ file, location: { start }, mutatorName, replacement }) =>
        `${file}:${start.line}:${start.column} ${mutatorName}: ${oneLine(replacement ?? '')}`,
    ),
  };
}

function oneLine(code: string): string {
  return code.replaceAll(/\s+/gu, ' ').slice(0, 120);
}
