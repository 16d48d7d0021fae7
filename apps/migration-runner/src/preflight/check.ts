import type { PreflightReport } from '@hq-field/field-adapter';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';

/** What a check found. A check that cannot run throws. */
interface CheckResult {
  ok: boolean;
  /** What is so, and when it is not well, what to do. */
  message: string;
  /** What it measured, for those who read JSON. */
  figures?: Record<string, unknown>;
}

/** What checks look at. */
export interface CheckContext extends Pick<Context, 'field' | 'runner' | 'hq'> {
  config: Pick<Config, 'tolerance'>;
}

export interface Check {
  name: string;
  /** `data` is what the dry run found. */
  run(context: CheckContext, data: PreflightReport): Promise<CheckResult>;
}
