import { type Config, ConfigError } from '../config.ts';
import { databaseFault, errorCode } from '../hq-db/database-error.ts';
import { OwnChangeError } from '../own-changes/own-change-error.ts';

/** HQ could not do what was asked; the message says why and what to do. */
class CouldNotRunError extends Error {
  readonly code = 'could_not_run';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CouldNotRunError';
  }
}

/** Waits for work, and puts what to do about it into the words of an error that people meet when they start a command of HQ. */
export async function withHint<Result>(work: Promise<Result>, config: Config): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof ConfigError || cause instanceof OwnChangeError) throw cause;
    throw new CouldNotRunError(hint(cause, config), { cause });
  }
}

function hint(error: unknown, { port, host }: Config): string {
  const code = errorCode(error);
  const words = error instanceof Error ? error.message : String(error);
  if (words.startsWith('unsupported startup parameter'))
    return `A pooler stands before HQ's database and keeps the settings of our sessions from it (${words}). HQ_DATABASE_URL must name the database itself.`;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is taken. Stop what listens there, or set HQ_PORT to another port.`;
    case 'EACCES':
    case 'EADDRNOTAVAIL':
      return `HQ cannot listen on ${host}:${port} (${code}). Set HQ_HOST and HQ_PORT to an address of this machine.`;
    case '3D000':
      return `HQ_DATABASE_URL names a database that does not exist (${words}). Create it, empty.`;
    case '28P01':
    case '28000':
      return `HQ_DATABASE_URL: the server refuses this user or password (${words}).`;
    case '25006':
      return `HQ_DATABASE_URL names a database that can only be read (${words}). Name the primary; neither it nor its role may have default_transaction_read_only.`;
    case '42P01':
      return `The database of HQ_DATABASE_URL holds no tables of this HQ (${words}). Start HQ on it once: pnpm hq serve`;
    case 'migration_failed':
    case 'keeper_unknown':
      return words;
    default:
      if (databaseFault(error) === 'unavailable')
        return `The HQ database does not answer (${code}: ${words}). Start it, or correct HQ_DATABASE_URL.`;
      return `HQ could not run (${code ?? 'no code'}: ${words}).`;
  }
}
