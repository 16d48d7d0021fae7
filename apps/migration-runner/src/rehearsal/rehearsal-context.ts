import { join } from 'node:path';
import type { FieldDatabase, HqClient } from '@hq-field/field-adapter';
import type { Child, Children } from '../processes/children.ts';
import type { Databases, GivenUrls } from './databases.ts';
import type { HqCounters } from './hq-metrics.ts';
import type { RehearsalOptions } from './rehearsal-options.ts';
import type { Figures } from './report-model.ts';
import type { RunnerControl } from './runner-control.ts';
import type { Sampler } from './sampler.ts';
import type { Progress, Terminal } from './terminal.ts';

const workspace = join(import.meta.dirname, '..', '..', '..', '..');

/** Where reports, logs and kept databases are written. */
export const rehearsalFolder = join(workspace, '.rehearsal');

/** What one phase has made and later ones use. */
export interface Cast {
  databases: Databases;
  field: FieldDatabase;
  /** HQ's address; its port stays the same over all its lives. */
  hqUrl: string;
  hqChild: Child;
  hq: HqClient;
  runnerChild: Child;
  control: RunnerControl;
  changes: Child;
  sampler: Sampler;
  /** Records that preflight expects to be delivered. */
  expectedRecords: number;
  /** Accounts that were verified before all others. */
  smoke: readonly string[];
  deliveryBegan: { at: number; records: number };
  /** Where the throttle stands in its steps, and the highest that is still tried. */
  throttle: { step: number; top: number };
}

/** Everything that the phases of one rehearsal share. */
export interface RehearsalContext {
  readonly options: RehearsalOptions;
  readonly given: GivenUrls;
  readonly signingKeyFile: string;
  readonly terminal: Terminal;
  readonly children: Children;
  readonly counters: HqCounters;
  readonly figures: Figures;
  /** Aborted when the rehearsal is over, however that came. */
  readonly signal: AbortSignal;
  /** Shows how far the running phase is. */
  progress: Progress;
  readonly cast: Partial<Cast>;
  /** Run when the rehearsal is over, the last added first. */
  readonly closing: (() => Promise<unknown>)[];
  /** Seconds since the rehearsal began. */
  elapsed(): number;
}

/** A part that an earlier phase has made. */
export function need<Name extends keyof Cast>(context: RehearsalContext, name: Name): Cast[Name] {
  const part = context.cast[name];
  if (part === undefined) throw new Error(`The rehearsal has no ${name} yet: a phase before this one makes it.`);
  return part;
}

/** Environment of a process of the rehearsal. */
export function childEnvironment(context: RehearsalContext): Record<string, string | undefined> {
  const { field, hq, runner } = need(context, 'databases').urls;
  return {
    FIELD_DATABASE_URL: field,
    HQ_DATABASE_URL: hq,
    RUNNER_DATABASE_URL: runner,
    HQ_URL: context.cast.hqUrl,
    HQ_PORT: context.cast.hqUrl === undefined ? '0' : new URL(context.cast.hqUrl).port,
    // As the scripts of the workspace start HQ and the runner: small young generations keep memory small.
    NODE_OPTIONS: '--max-semi-space-size=24',
    FORCE_COLOR: undefined,
    NO_COLOR: '1',
  };
}
