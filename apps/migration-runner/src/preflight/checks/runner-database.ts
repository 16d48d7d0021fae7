import type { Check } from '../check.ts';
import { versionProblem } from '../server-version.ts';

export const runnerDatabase: Check = {
  name: "runner's database",
  async run(context) {
    const [row] = await (await context.runner())<{ version: string }[]>`select current_setting('server_version') as version`;
    const version = row?.version ?? 'unknown';
    const problem = versionProblem(version);
    return { ok: problem === null, message: problem ?? `PostgreSQL ${version}` };
  },
};
