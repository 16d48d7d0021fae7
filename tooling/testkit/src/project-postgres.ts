import type { TestProject } from 'vitest/node';
import { memoryFolder } from './memory-folder.ts';
import { settingsForTests, startPostgres } from './postgres.ts';
import { debian15Binaries, embeddedBinaries } from './postgres-binaries.ts';
import './test-postgres.ts';

/** Starts the server of a test project before its files run and stops it after them. */
export default async function startProjectPostgres(project: TestProject): Promise<() => Promise<void>> {
  const binaries = project.name === 'pg15' ? debian15Binaries : await embeddedBinaries();
  const server = await startPostgres({ binaries, settings: settingsForTests, temporaryIn: memoryFolder() });
  project.provide('postgres', { port: server.port, major: server.major, binaries });
  return () => server.stop();
}
