import {
  type Action,
  administrationToField,
  administrationToHq,
  enqueueAll,
  gate,
  install,
  letWalk,
  maintenanceOn,
  migrateChosen,
  resume,
  stopWalks,
  uninstall,
  verifyChosen,
} from './actions.ts';
import type { Check } from './checks/check.ts';
import {
  allAreEqual,
  allAreLive,
  captureInstalled,
  chosenAreEqual,
  chosenAreLive,
  hostsWork,
  hqAnswers,
  hqKeepsAll,
  outboxMoves,
  pushFromHqSeen,
  pushOn,
  quarantineAccepted,
  smokeTestsPassed,
  versionsAhead,
} from './checks/index.ts';
import type { Stage } from './stages.ts';

/** What entering a stage asks and does, and what its way back to the stage before does. Adding a check: write it in checks/, name it here. */
interface StageDefinition {
  checks: readonly Check[];
  enter: readonly Action[];
  back: readonly Action[];
}

export type Definitions = Readonly<Record<Stage, StageDefinition>>;

export const definitions: Definitions = {
  prepared: { checks: [], enter: [], back: [] },
  'hq-released': { checks: [hqAnswers, versionsAhead], enter: [], back: [] },
  'push-enabled': {
    checks: [hqAnswers, versionsAhead],
    enter: [install, gate('field.push', 'on')],
    back: [gate('field.push', 'off'), uninstall],
  },
  'smoke-migrated': { checks: [hqAnswers, captureInstalled, pushOn, hostsWork], enter: [resume, letWalk, migrateChosen, verifyChosen], back: [] },
  migrating: { checks: [captureInstalled, hostsWork, chosenAreLive, chosenAreEqual], enter: [resume, letWalk, enqueueAll], back: [stopWalks] },
  validated: { checks: [allAreLive, outboxMoves, quarantineAccepted, allAreEqual], enter: [], back: [] },
  'hq-final': {
    checks: [hqAnswers, allAreLive, outboxMoves],
    enter: [gate('hq.field-visible', 'on')],
    back: [gate('hq.field-visible', 'off')],
  },
  'field-cut-over': {
    checks: [hostsWork, pushFromHqSeen, allAreLive, outboxMoves, allAreEqual],
    enter: [maintenanceOn, administrationToHq, gate('field.administration', 'hq'), gate('field.maintenance', 'off')],
    back: [administrationToField, gate('field.administration', 'legacy'), gate('field.maintenance', 'off')],
  },
  'smoke-tested': { checks: [hqKeepsAll, smokeTestsPassed], enter: [], back: [] },
  done: { checks: [hqKeepsAll, smokeTestsPassed, outboxMoves], enter: [], back: [] },
  aborted: { checks: [], enter: [], back: [] },
};
