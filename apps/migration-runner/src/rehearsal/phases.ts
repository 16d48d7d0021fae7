import { compareDigestsAtTheEnd } from './phases/compare-digests-at-the-end.ts';
import { compareExtractsAtTheEnd } from './phases/compare-extracts-at-the-end.ts';
import { deliverTheRest } from './phases/deliver-the-rest.ts';
import { drain } from './phases/drain.ts';
import { fiveAccountsFirst } from './phases/five-accounts-first.ts';
import { killHq, killRunner } from './phases/kill.ts';
import { letChangesFlow } from './phases/let-changes-flow.ts';
import { raiseThrottle } from './phases/raise-throttle.ts';
import { fillQueue, lookAhead, seedField, startDatabases, startHq, watchField } from './phases/set-up.ts';
import { verifyWhileChangesFlow } from './phases/verify-while-changes-flow.ts';
import type { RehearsalContext } from './rehearsal-context.ts';
import type { RehearsalOptions } from './rehearsal-options.ts';

export interface Phase {
  name: string;
  /** Does the phase; returns one sentence about it, with figures. */
  run(context: RehearsalContext): Promise<string>;
  /** Why the phase is left out; null when it is not. */
  skip?(options: RehearsalOptions): string | null;
}

const unlessCalm = ({ calm }: RehearsalOptions) => (calm ? '--calm: nothing is killed' : null);
const unlessStill = ({ rate }: RehearsalOptions) => (rate === 0 ? '--rate 0: nothing changes' : null);

/** The story, in order. Adding a phase: write its file in phases/, name it here, and give it a check in report-model.ts if it must hold. */
export const phases: readonly Phase[] = [
  { name: 'Start the databases', run: startDatabases },
  { name: 'Fill a dirty Field', run: seedField },
  { name: 'Install capture of changes', run: watchField },
  { name: 'Start HQ', run: startHq },
  { name: 'Preflight: a dry run of everything', run: lookAhead },
  { name: 'Let changes flow', run: letChangesFlow, skip: unlessStill },
  { name: 'Five accounts first, verified', run: fiveAccountsFirst },
  { name: 'Fill the queue', run: fillQueue },
  { name: 'Raise the throttle from 1 worker and 1 fibre', run: raiseThrottle },
  { name: 'Kill the runner midstream', run: killRunner, skip: unlessCalm },
  { name: 'Kill HQ midstream', run: killHq, skip: unlessCalm },
  { name: 'Deliver the rest', run: deliverTheRest },
  { name: 'Verify while changes flow', run: verifyWhileChangesFlow, skip: unlessStill },
  { name: 'Stop changes, drain queue and outbox', run: drain },
  { name: 'Compare counts and digests', run: compareDigestsAtTheEnd },
  { name: 'Compare all extracts line by line', run: compareExtractsAtTheEnd },
];
