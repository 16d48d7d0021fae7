import type { Stage } from './stage.ts';

/** One plug that is pulled while everything runs. */
export interface Drill {
  name: string;
  /** What is pulled. */
  pulls: string;
  /** What must happen. */
  must: string;
  /** Accounts of its Field, 30 unless told; few where one is enough. */
  accounts?: number;
  /** Changes a second of Field's users, 20 unless told; 0 for none. */
  rate?: number;
  /** Records of an account on average, 60 unless told. */
  rowsPerAccount?: number;
  /** Pulls, observes and heals; throws a DrillError when something that must hold does not. Quiet and verification follow by themselves. */
  run(stage: Stage): Promise<void>;
  /** Whether the drill ends itself; then nothing follows. */
  endsItself?: true;
}
