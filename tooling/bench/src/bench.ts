/** One measurement. */
export interface Bench {
  /** The word after `pnpm bench`. */
  name: string;
  /** One sentence: what is measured, and against what. */
  description: string;
  /** Measures, and returns each figure with its unit in its name, for example `rowsPerSecond`. Throws when it could not measure. */
  run: () => Promise<Record<string, number | string>>;
}
