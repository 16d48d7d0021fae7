import { join } from 'node:path';

const apps = join(import.meta.dirname, '..', '..', '..');

/** The commands that rehearsals, drills and development start. Nobody imports an app: they are processes, as in production. */
export const scripts = {
  field: join(apps, 'field', 'src', 'main.ts'),
  hq: join(apps, 'hq-ingest', 'src', 'main.ts'),
  runner: join(apps, 'migration-runner', 'src', 'main.ts'),
} as const;
