import { developmentPostgres } from '@hq-field/testkit/development-postgres';
import { readConfig } from '../config.ts';

/** HQ's database as the environment names it, else the development server's. */
export async function databaseUrlOf(): Promise<string> {
  return readConfig().databaseUrl ?? (await developmentPostgres()).url('hq');
}
