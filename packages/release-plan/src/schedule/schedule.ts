import type { Step } from '../plan/plan.ts';

/** From one instant to another; ISO strings in UTC that end in Z. */
export interface Span {
  from: string;
  to: string;
}

/** A plan's times. Every instant is an ISO string in UTC that ends in Z; no field depends on the machine's zone. */
export interface Schedule {
  anchors: Record<string, string>;
  /** By start, then as the plan orders them. */
  steps: ScheduledStep[];
  messages: ScheduledMessage[];
  /** Ids of the chain that decides when release day ends, first step first. */
  criticalPath: string[];
  /** Planned: from the first to the last moment announced, by p90. Expected: the same for downtime that is expected to be used. */
  downtime: { planned: Span | null; expected: Span | null };
  /** The last moment at which all ways back of release day, begun then one after the other, end inside the window. */
  lastGo: { at: string; because: string } | null;
  window: Span | null;
}

export interface ScheduledStep {
  id: string;
  title: string;
  owner: string;
  start: string;
  /** By the median of the rehearsals, or by the estimate. */
  end: string;
  /** When this step and all before it take their p90. */
  latestEnd: string;
  /** Nobody has measured its duration. */
  isGuess: boolean;
  isDowntime: boolean;
  needs: string[];
  step: Step;
}

export interface ScheduledMessage {
  id: string;
  at: string;
  audience: string;
  subject: string;
  /** With its merge fields filled in. */
  text: string;
  owner: string;
}
