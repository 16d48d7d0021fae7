/** An option of a bench: a whole number with a default. */
export interface BenchOption {
  /** The word behind `--`. */
  name: string;
  description: string;
  default: number;
  /** Smallest value that makes sense. */
  least: number;
}

/** Which server is measured on. */
export interface ServerChoice {
  /** Folder with the programs of another PostgreSQL; the embedded one when not given. */
  binaries?: string;
}

/** One measurement. */
export interface Bench {
  /** The word after `pnpm bench`. */
  name: string;
  /** One sentence: what is measured, and against what. */
  description: string;
  options: readonly BenchOption[];
  /**
   * Measures, and returns each figure with its unit in its name, for example `rowsPerSecond`. `say` prints what it is doing. Throws when
   * it could not measure.
   */
  run: (
    options: Readonly<Record<string, number>>,
    say: (words: string) => void,
    choice: ServerChoice,
  ) => Promise<Record<string, number | string>>;
}

/** Value of an option that the bench has declared. */
export function optionOf(options: Readonly<Record<string, number>>, name: string): number {
  const value = options[name];
  if (value === undefined) throw new Error(`The bench does not declare the option ${name}.`);
  return value;
}
