import { UsageError } from '../config.ts';
import { type Stage, stageNames } from '../stages/stages.ts';
import { contingencies } from './contingencies/index.ts';
import type { Contingency } from './contingencies/contingency.ts';

/** What may be chosen for a rehearsal of the release. */
export interface ReleaseOptions {
  accounts: number;
  seed: number;
  rate: number;
  /** The stage after whose step it ends; `done`: the whole plan. */
  through: Stage;
  /** Then all ways back, the last step first. */
  isBack: boolean;
  /** Seconds of the release for each second of this machine. */
  scale: number;
  /** Those that strike, or how many are drawn. */
  contingencies: readonly Contingency[] | number;
  /** The plan's file. */
  plan: string;
  keep: boolean;
  /** Folder of reports, logs and measured steps. */
  out: string;
}

export const releaseDefaults = { accounts: 60, rate: 2, scale: 10, contingencies: 2 } as const;

/** Stages that a rehearsal can go through to: all that the plan enters. */
const targets = stageNames.filter((name) => name !== 'prepared' && name !== 'aborted');

export interface RawReleaseOptions {
  through: string | undefined;
  back: boolean;
  scale: number | undefined;
  contingencies: string | undefined;
  plan: string;
  out: string;
}

/** Throws UsageError. */
export function readReleaseOptions(
  raw: RawReleaseOptions,
  common: { accounts: number; seed: number; rate: number; keep: boolean },
): ReleaseOptions {
  const through = raw.through ?? 'done';
  const stage = targets.find((name) => name === through);
  if (stage === undefined) throw new UsageError(`Expected --through to be one of ${targets.join(', ')}, got \`${through}\`.`);
  return {
    ...common,
    through: stage,
    isBack: raw.back,
    scale: raw.scale ?? releaseDefaults.scale,
    contingencies: raw.contingencies === undefined ? drawn(raw) : named(raw.contingencies),
    plan: raw.plan,
    out: raw.out,
  };
}

/** A way back is rehearsed for itself: what strikes there is named. */
function drawn({ through, back }: RawReleaseOptions): number {
  return through === undefined && !back ? releaseDefaults.contingencies : 0;
}

function named(words: string): readonly Contingency[] | number {
  if (words === 'none') return 0;
  if (/^\d+$/u.test(words)) return Math.min(Number(words), contingencies.length);
  return words.split(',').map((id) => {
    const found = contingencies.find((one) => one.id === id.trim());
    if (found === undefined)
      throw new UsageError(
        `Expected --contingencies to be a number, none, or some of ${contingencies.map((one) => one.id).join(', ')}; got \`${id.trim()}\`.`,
      );
    return found;
  });
}
