import type { Check } from '../check.ts';

export const fieldDatabase: Check = {
  name: 'Field database',
  async run(context) {
    const field = await context.field();
    const [row] = await field<{ version: string; encoding: string }[]>`
      select current_setting('server_version') as version, current_setting('server_encoding') as encoding`;
    if (row?.encoding !== 'UTF8') return { ok: false, message: `the encoding is ${row?.encoding ?? 'unknown'}, it must be UTF8` };
    if (Number.parseInt(row.version, 10) < 15) return { ok: false, message: `PostgreSQL ${row.version}; 15 or later is needed` };
    return { ok: true, message: `PostgreSQL ${row.version}` };
  },
};
