import { contractVersion } from '@hq-field/contracts';
import { captureStatus, HqError } from '@hq-field/field-adapter';
import type { Context } from '../context.ts';

/** What a check found. A check that cannot run throws. */
interface CheckResult {
  ok: boolean;
  /** What is so, and when it is not well, what to do. */
  message: string;
}

export interface Check {
  name: string;
  run(context: Context): Promise<CheckResult>;
}

/**
 * The checks of preflight, in the order in which they are shown. Adding one: 1. write it here or in a file beside, 2. name it in the
 * list, 3. let its message say the remedy, 4. test it with a system that fails it.
 */
export const checks: readonly Check[] = [
  { name: 'Field database', run: fieldIsWritable },
  { name: 'HQ', run: hqAnswers },
  { name: 'versions', run: versionsAreAhead },
  {
    name: "runner's database",
    run: async (context) => ({
      ok: true,
      message: `${(await (await context.runner())`select version() as version`)[0]?.['version'] ?? ''}`.split(' on ')[0] ?? '',
    }),
  },
];

async function fieldIsWritable(context: Context): Promise<CheckResult> {
  const field = await context.field();
  const [row] = await field<{ version: string; creates: boolean; encoding: string }[]>`
    select current_setting('server_version') as version, has_database_privilege(current_database(), 'create') as creates, current_setting('server_encoding') as encoding`;
  if (row?.encoding !== 'UTF8') return { ok: false, message: `the encoding is ${row?.encoding ?? 'unknown'}, it must be UTF8` };
  if (Number.parseInt(row.version, 10) < 15) return { ok: false, message: `PostgreSQL ${row.version}; 15 or later is needed` };
  return row.creates
    ? { ok: true, message: `PostgreSQL ${row.version}` }
    : { ok: false, message: 'the role may not create the schema outbound: grant create on database' };
}

async function hqAnswers(context: Context): Promise<CheckResult> {
  try {
    const hello = await (await context.hq()).hello();
    const skewSeconds = Math.abs(Date.parse(hello.serverTime) - Date.now()) / 1000;
    if (skewSeconds > 30)
      return { ok: false, message: `its clock and this host's differ by ${Math.round(skewSeconds)} s; tokens live 60 s: set the clocks` };
    const until = hello.sunset == null ? '' : `, served until ${hello.sunset}: move to the next major before`;
    return { ok: true, message: `contract ${hello.contractVersion}, ours is ${contractVersion}${until}` };
  } catch (error) {
    if (error instanceof HqError) return { ok: false, message: error.message };
    throw error;
  }
}

async function versionsAreAhead(context: Context): Promise<CheckResult> {
  const { installed, lastVersion } = await captureStatus(await context.field());
  const hello = await (await context.hq()).hello().catch(() => null);
  if (hello === null) return { ok: false, message: 'cannot be compared without HQ' };
  if (!installed && hello.highestVersion === 0) return { ok: true, message: 'capture is not installed yet, and HQ holds no version' };
  const ok = hello.highestVersion <= lastVersion;
  return {
    ok,
    message: ok
      ? `Field has drawn ${lastVersion}, HQ holds ${hello.highestVersion}`
      : `HQ holds ${hello.highestVersion}, Field has drawn ${lastVersion}: run pnpm migrate versions --advance after install`,
  };
}
