import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { startPostgres } from './postgres.ts';

test('a folder without PostgreSQL is refused with what is missing', async () => {
  await expect(startPostgres({ binaries: tmpdir() })).rejects.toThrow(
    `No PostgreSQL in ${tmpdir()}: expected the programs "initdb" and "postgres" there.`,
  );
});
