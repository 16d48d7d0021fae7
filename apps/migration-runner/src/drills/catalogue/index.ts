import type { Drill } from '../drill.ts';
import { answerLost, badNetwork, fieldDatabaseCut, hqDatabaseCut } from './bad-network.ts';
import { clockJumpsBack } from './clock-jumps-back.ts';
import { crashHq } from './crash-hq.ts';
import { crashRunner } from './crash-runner.ts';
import { diskFull } from './disk-full.ts';
import { fieldRestored } from './field-restored.ts';
import { halfOpen } from './half-open.ts';
import { hqAway } from './hq-away.ts';
import { hqCommitLost } from './hq-commit-lost.ts';
import { killNearEnd } from './kill-near-end.ts';
import { killFieldPostgres, killHqPostgres, killRunnerPostgres } from './kill-postgres.ts';
import { longTransaction } from './long-transaction.ts';
import { newAccount } from './new-account.ts';
import { poisonRecord } from './poison-record.ts';
import { queueLost } from './queue-lost.ts';
import { runnerLost } from './runner-lost.ts';
import { sleepingSender } from './sleeping-sender.ts';
import { throttleMoves } from './throttle-moves.ts';
import { twoRunners } from './two-runners.ts';
import { updateAll } from './update-all.ts';
import { wrongClock } from './wrong-clock.ts';
import { wrongKey } from './wrong-key.ts';

/** Every drill. Adding one: a file that exports a Drill, its name here, its question in docs/what-if.md. */
export const drills: readonly Drill[] = [
  crashRunner,
  crashHq,
  killHqPostgres,
  killFieldPostgres,
  killRunnerPostgres,
  sleepingSender,
  hqAway,
  answerLost,
  badNetwork,
  halfOpen,
  hqDatabaseCut,
  fieldDatabaseCut,
  queueLost,
  twoRunners,
  throttleMoves,
  diskFull,
  wrongClock,
  clockJumpsBack,
  wrongKey,
  fieldRestored,
  hqCommitLost,
  runnerLost,
  updateAll,
  longTransaction,
  newAccount,
  poisonRecord,
  killNearEnd,
];
