export { type DevelopmentPostgres, developmentPostgres } from './development-postgres.ts';
export { byEffort, type Effort } from './effort.ts';
export { statesALimit } from './limits.ts';
export { type PostgresOptions, type PostgresServer, settingsForTests, startPostgres } from './postgres.ts';
export { debian15Binaries, holdsPostgres } from './postgres-binaries.ts';
export { type ChildProcess, type Exit, type ProcessOptions, startProcess } from './processes.ts';
export { type TestDatabase, testDatabase } from './test-database.ts';
export { type TestPostgres, testPostgres } from './test-postgres.ts';
export { until } from './until.ts';
