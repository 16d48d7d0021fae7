import { inject } from 'vitest';
import { databaseUrl } from './databases.ts';

/** The server that a test project has started for its files. */
export interface TestPostgres {
  port: number;
  /** Major version: 18, or 15 in the project that repeats the same files on it. */
  major: number;
  /** Folder of its programs, for tests that start a server of their own of the same version. */
  binaries: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: TestPostgres;
  }
}

/** The PostgreSQL server of the running test project. Only `*.pg.test.ts` and `*.pg18.test.ts` files have one. */
export function testPostgres(): TestPostgres & { url(database: string): string } {
  const server = inject('postgres') as TestPostgres | undefined;
  if (server === undefined)
    throw new Error('This test needs PostgreSQL: name its file *.pg.test.ts, so that it runs in the projects that start a server.');
  return { ...server, url: (database) => databaseUrl(server.port, database) };
}
