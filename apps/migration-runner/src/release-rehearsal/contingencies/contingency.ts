import type { Plan, ScheduledStep } from '@hq-field/release-plan';
import type { anotherTime } from '../another-time.ts';
import type { Ended, ReleaseWorld } from '../release-world.ts';

/** Something of the plan's list that goes wrong in a rehearsal, for real. */
export interface Contingency {
  /** Its id in the plan. */
  id: string;
  /** Steps at which it can strike; one is drawn. */
  steps: readonly string[];
  /**
   * Does the step with the contingency in it: pulls, waits until it is noticed as the plan says, does what the plan says. Returns how the step's
   * command ended; when that is not well, it is given again. `anotherTime`: the step is not done, its time comes again. Throws when it is not noticed,
   * or cannot be mended.
   */
  strike(scene: Scene): Promise<Ended | typeof anotherTime>;
}

/** A contingency that was drawn, and the step at which it strikes. */
export interface Struck {
  contingency: Contingency;
  step: string;
}

/** What a contingency may do to the course of the release. */
interface Course {
  readonly plan: Plan;
  /** Goes back to before a step, by the ways back of what was done since; `more` is put behind a way back from a stage. */
  wayBackTo(id: string, more?: readonly string[]): Promise<void>;
  /** The plan with an anchor elsewhere. */
  moveAnchor(anchor: string): Promise<void>;
  /** Gives the command of a step once more. */
  giveAgain(id: string): Promise<Ended>;
}

export interface Scene {
  walk: Course;
  world: ReleaseWorld;
  step: ScheduledStep;
  /** Gives the step's command, with failpoints in its process when they are named. */
  begin(failpoints?: string): Promise<Ended>;
  /** What was pulled, how it was noticed and what was done are written down with their times. */
  pulled(words: string): void;
  noticed(words: string): void;
  mended(words: string): void;
}
