import type { Check } from '../check.ts';

export const runnerDatabase: Check = {
  name: "runner's database",
  async run(context) {
    const [row] = await (await context.runner())<{ version: string }[]>`select current_setting('server_version') as version`;
    return {
      ok: Number.parseInt(row?.version ?? '0', 10) >= 15,
      message: `PostgreSQL ${row?.version ?? 'unknown'}; 15 or later is needed`,
    };
  },
};
