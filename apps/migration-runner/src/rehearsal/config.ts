import { databaseUrl, UsageError } from '../config.ts';
import type { GivenUrls } from './databases.ts';

/** The databases that were given for the rehearsal. HQ's is only known here: the runner itself reaches HQ over the wire. */
export function readGivenUrls(env: Record<string, string | undefined> = process.env): GivenUrls {
  const read = (name: string): string | undefined => {
    const value = env[name];
    if (value === undefined || value === '') return undefined;
    const parsed = databaseUrl.safeParse(value);
    if (parsed.success) return value;
    throw new UsageError(`${name} ${parsed.error.issues[0]?.message ?? 'is wrong'}.`);
  };
  return { field: read('FIELD_DATABASE_URL'), hq: read('HQ_DATABASE_URL'), runner: read('RUNNER_DATABASE_URL') };
}
