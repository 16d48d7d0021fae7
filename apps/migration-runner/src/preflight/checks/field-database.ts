import type { Check } from '../check.ts';
import { versionProblem } from '../server-version.ts';

export const fieldDatabase: Check = {
  name: 'Field database',
  async run(context) {
    const field = await context.field();
    const [row] = await field<{ version: string; encoding: string }[]>`
      select current_setting('server_version') as version, current_setting('server_encoding') as encoding`;
    if (row?.encoding !== 'UTF8')
      return {
        ok: false,
        message: `the encoding is ${row?.encoding ?? 'unknown'}, it must be UTF8: dump it and restore it into a database of that encoding`,
      };
    const problem = versionProblem(row.version);
    return { ok: problem === null, message: problem ?? `PostgreSQL ${row.version}` };
  },
};
