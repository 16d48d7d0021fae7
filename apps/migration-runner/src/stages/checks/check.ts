import type { StagePorts } from '../ports.ts';
import type { Stage } from '../stages.ts';

/** What was measured: whether it holds, the figures in words, and what to do when it does not. */
export interface Measured {
  holds: boolean;
  words: string;
  remedy: string;
}

/** An entry check of a stage: measured when it is asked, never ticked. */
export interface Check {
  name: string;
  /** `stage` is the one that is to be entered. */
  measure(ports: StagePorts, stage: Stage): Promise<Measured>;
}
