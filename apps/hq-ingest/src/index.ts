export { applyBatch } from './apply/apply-batch.ts';
export { createContext } from './context.ts';
export { startServer } from './host/server.ts';
export { openDatabase } from './hq-db/connections.ts';
export { migrate } from './hq-db/migrate.ts';
