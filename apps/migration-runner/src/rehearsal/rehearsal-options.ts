import { z } from 'zod';
import { UsageError } from '../config.ts';

/** What may be chosen for a rehearsal. */
export interface RehearsalOptions {
  /** Accounts of the seeded Field; at least 10, 300 unless told. */
  accounts: number;
  /** Seed of Field's data and changes; 1 unless told. */
  seed: number;
  /** Changes a second while the migration runs; at least 0, 50 unless told. */
  rate: number;
  /** Nothing is killed. */
  calm: boolean;
  /** Only the report, as JSON, on standard output. */
  json: boolean;
  /** The databases stay when it ends. */
  keep: boolean;
}

const whole = (min: number, max: number) => z.string().regex(/^\d+$/u).transform(Number).pipe(z.int().min(min).max(max));

const expected = {
  accounts: { schema: whole(10, 1_000_000), words: 'a whole number from 10 to 1000000' },
  seed: { schema: whole(0, 4_294_967_295), words: 'a whole number from 0 to 4294967295' },
  rate: { schema: whole(0, 1000), words: 'a whole number from 0 to 1000' },
};

/** Options as commander gives them: text, or true for a flag. */
export interface RawRehearsalOptions {
  accounts: string;
  seed: string;
  rate: string;
  calm?: boolean;
  json?: boolean;
  keep?: boolean;
}

export function readRehearsalOptions(raw: RawRehearsalOptions): RehearsalOptions {
  const read = (name: keyof typeof expected): number => {
    const parsed = expected[name].schema.safeParse(raw[name]);
    if (parsed.success) return parsed.data;
    throw new UsageError(`Expected --${name} to be ${expected[name].words}, got \`${raw[name]}\`.`);
  };
  return {
    accounts: read('accounts'),
    seed: read('seed'),
    rate: read('rate'),
    calm: raw.calm ?? false,
    json: raw.json ?? false,
    keep: raw.keep ?? false,
  };
}
