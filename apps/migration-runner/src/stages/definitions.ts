import {
  type Action,
  administrationToField,
  administrationToHq,
  enqueueAll,
  gate,
  gateOfEverybody,
  install,
  letWalk,
  maintenanceOff,
  maintenanceOn,
  migrateChosen,
  resume,
  stopWalks,
  uninstall,
  verifyChosen,
} from './actions.ts';
import { announcementsSent } from './checks/announcements-sent.ts';
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
  'hq-released': { checks: [hqAnswers, versionsAhead, announcementsSent], enter: [], back: [] },
  'push-enabled': {
    checks: [hqAnswers, versionsAhead, announcementsSent],
    enter: [install, gate('field.push', 'on')],
    back: [gate('field.push', 'off'), uninstall],
  },
  'smoke-migrated': {
    checks: [hqAnswers, captureInstalled, pushOn, hostsWork, announcementsSent],
    enter: [resume, letWalk, migrateChosen, verifyChosen],
    back: [],
  },
  migrating: {
    checks: [captureInstalled, hostsWork, chosenAreLive, chosenAreEqual, announcementsSent],
    enter: [resume, letWalk, enqueueAll],
    back: [stopWalks],
  },
  validated: {
    checks: [captureInstalled, allAreLive, outboxMoves, quarantineAccepted, allAreEqual, announcementsSent],
    enter: [],
    back: [],
  },
  'hq-final': {
    checks: [hqAnswers, captureInstalled, allAreLive, outboxMoves, announcementsSent],
    enter: [gate('hq.field-visible', 'on')],
    back: [gate('hq.field-visible', 'off')],
  },
  'field-cut-over': {
    checks: [captureInstalled, hostsWork, pushFromHqSeen, allAreLive, outboxMoves, allAreEqual, announcementsSent],
    enter: [maintenanceOn, administrationToHq, gate('field.administration', 'hq'), maintenanceOff],
    back: [administrationToField, gate('field.administration', 'legacy'), gateOfEverybody, maintenanceOff],
  },
  'smoke-tested': { checks: [hqKeepsAll, smokeTestsPassed, announcementsSent], enter: [], back: [] },
  done: { checks: [hqKeepsAll, smokeTestsPassed, outboxMoves, announcementsSent], enter: [], back: [] },
  aborted: { checks: [], enter: [], back: [] },
};
