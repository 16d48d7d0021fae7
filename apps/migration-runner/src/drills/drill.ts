import type { FieldSize } from './field-size.ts';
import type { Stage } from './stage.ts';

/** One plug that is pulled while everything runs. */
export interface Drill extends FieldSize {
  name: string;
  /** What is pulled. */
  pulls: string;
  /** What must happen. */
  must: string;
  /** Pulls, observes and heals; throws a DrillError when something that must hold does not. Quiet and verification follow by themselves. */
  run(stage: Stage): Promise<void>;
  /** Whether the drill ends itself; then nothing follows. */
  endsItself?: true;
}
